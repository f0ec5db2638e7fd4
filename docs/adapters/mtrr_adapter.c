/* Answers the line protocol for the MTRRs, and says "na" to the rest. With --bug, the 16 KiB fixed ranges are one field off. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *names[256] = {"UC", "WC", [4] = "WT", "WP", "WB"};
static const unsigned fixed[] = {0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f};
#define IS_FIXED(n) ((n) == 0x250 || (n) == 0x258 || (n) == 0x259 || ((n) >= 0x268 && (n) < 0x270))
static uint64_t msr[0x300], frames;
static unsigned pairs, bug;

static int accepts(uint64_t n, uint64_t v)
{
    for (int i = 0; i < 8 && IS_FIXED(n); i++)
        if (!names[v >> 8 * i & 0xff])
            return 0;
    if (n != 0x2ff && n < 0x250 && n & 1)
        return !(v & ~(frames | 0x800));
    return IS_FIXED(n) || (names[v & 0xff] && !(v & ~(n == 0x2ff ? 0xcff : frames | 0xff)));
}

static const char *type(uint64_t a)
{
    unsigned field = a < 0x80000 ? a >> 16 : a < 0xc0000 ? 8 + bug + ((a - 0x80000) >> 14) : 24 + ((a - 0xc0000) >> 12);
    if (!(msr[0x2ff] & 0x800) || (a < 0x100000 && msr[0x2ff] & 0x400))
        return msr[0x2ff] & 0x800 ? names[msr[fixed[field / 8]] >> field % 8 * 8 & 0xff] : "UC";
    unsigned found = 0;
    for (unsigned n = 0x200; n < 0x200 + 2 * pairs; n += 2)
        if (msr[n + 1] & 0x800 && !((a ^ msr[n]) & msr[n + 1] & frames))
            found |= 1u << (msr[n] & 0xff);
    if (found & 1 || !(found & (found - 1)))
        return names[found ? (unsigned)__builtin_ctz(found) : msr[0x2ff] & 0xff];
    return found == (1u << 4 | 1u << 6) ? "WT" : "undef";
}

int main(int argc, char **argv)
{
    char line[256], verb[16], one[64], two[64], more[2], *end1, *end2;
    bug = argc > 1 && !strcmp(argv[1], "--bug");
    for (int width; fgets(line, sizeof line, stdin); fflush(stdout)) {
        int n = sscanf(line, "%15s %63s %63s %1s", verb, one, two, more), w = !strcmp(verb, "wrmsr");
        uint64_t a = n > 1 ? strtoull(one, &end1, 16) : 0, v = n > 2 ? strtoull(two, &end2, 16) : 0;
        int known = a == 0x2ff || IS_FIXED(a) || (a >= 0x200 && a < 0x200 + 2 * pairs);
        if (sscanf(line, "reset maxphyaddr=%d vcnt=%u", &width, &pairs) == 2) {
            frames = (1ull << width) - 0x1000;
            puts(memset(msr, 0, sizeof msr) ? "ok" : "");
        } else if (!strstr("wrmsr rdmsr type", verb) || a == 0x277)
            puts(strcmp(verb, "reset") ? "na" : "error: reset: expects maxphyaddr=N vcnt=N");
        else if (n != 2 + w || *end1 || (w && *end2) || strlen(one) > 18 || (w && strlen(two) > 18))
            puts("error: not that many arguments, or not numbers");
        else if (w)
            puts(known && accepts(a, v) ? (msr[a] = v, "ok") : "gp");
        else if (*verb == 't' || (!known && a != 0xfe))
            puts(*verb == 't' ? type(a) : "gp");
        else
            printf("0x%llx\n", known ? (unsigned long long)msr[a] : 0x500ull | pairs);
    }
}
