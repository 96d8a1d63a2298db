"""Members: signing in, levels, rich menus, and being forgotten."""
