"""The census: import, add, correct, look at services and their contacts. Every change leaves both values behind."""
