"""What an ATR does about its services that have not answered, and what it is told of them."""
