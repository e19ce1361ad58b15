"""The generator of docs/metrics.md (xoshiro256** seeded by splitmix64) and a shuffle, written anew from their published
descriptions: Blackman and Vigna 2018; Fisher and Yates from the end."""
M = (1 << 64) - 1


class Rng:
    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & M
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
            self.s.append(z ^ (z >> 31))

    def next(self):
        def rotl(x, k):
            return ((x << k) | (x >> (64 - k))) & M
        s = self.s
        out = (rotl((s[1] * 5) & M, 7) * 9) & M
        t = (s[1] << 17) & M
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return out

    def below(self, n):
        """Uniform in 0..n-1, by rejection above the largest multiple of n."""
        if n <= 1:
            return 0
        limit = (1 << 64) - (1 << 64) % n
        while True:
            x = self.next()
            if x < limit:
                return x % n


def shuffled(items, seed):
    r, x = Rng(seed), list(items)
    for i in range(len(x), 1, -1):
        j = r.below(i)
        x[i - 1], x[j] = x[j], x[i - 1]
    return x
