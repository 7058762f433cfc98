"""What comes back by mail: read, reports applied to the outbox, letters kept in threads and answered by staff.

The reading is imported from its own module, as the drain is: pages only look.
"""
