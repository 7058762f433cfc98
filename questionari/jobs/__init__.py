"""RQ functions: ids in, one use-case call. Redis is a doorbell; the tables are the truth."""
