"""Sub-sites and the pool of Login channels: LIFF apps made, reissued, moved; many at once."""
