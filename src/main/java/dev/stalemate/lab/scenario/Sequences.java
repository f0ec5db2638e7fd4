package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Random scenarios: the same seed gives the same ones, byte by byte, and each is made by its number alone. What guests write, the values at
 * full width, comes from the actions of KVM's model and their domains; what the model has no steps for is drawn beside them.
 */
public final class Sequences {
    private static final KvmSystem SYSTEM = new KvmSystem();
    private static final ImmutableList<Profile> PROFILES = ImmutableList.copyOf(Profile.values());
    private static final int FEWEST_OPS = 20;
    private static final int MOST_OPS = 40;
    private static final int MOST_FRAMES = 16;

    private static final long[] LOW = {
        0x0, 0x7f000, 0x80000, 0x83000, 0x84000, 0x9f000, 0xa0000, 0xc0000, 0xc8000, 0xff000, 0x100000
    };
    private static final long[] HIGH = {
        0x1ff000, 0x200000, 0x201000, 0x2ff000, 0x300000, 0x3ff000, 0x400000, 0x401000, 0x5ff000, 0x600000, 0x7ff000,
        0x800000, 0xc00000
    };
    private static final long[] ABOVE = {0x1000000, 0x11ff000, 0x1200000, 0x1800000, 0x1fff000, 0x1400000};

    private final long seed;
    private final int hostMaxPhyAddr;
    private final KvmDesign design;

    /**
     * The sequences of a seed.
     *
     * @param hostMaxPhyAddr of the machine that plays them, in bits
     * @param design the design of its kernel, whose actions they are
     */
    public Sequences(long seed, int hostMaxPhyAddr, KvmDesign design) {
        this.seed = seed;
        this.hostMaxPhyAddr = hostMaxPhyAddr;
        this.design = design;
    }

    /** A number of scenarios, from a first number on. */
    public List<KvmScenario> some(int first, int count) {
        List<KvmScenario> all = new ArrayList<>();
        for (int n = first; n < first + count; n++) {
            all.add(scenario(n));
        }
        return all;
    }

    /** The scenario of a number, from 0. */
    public KvmScenario scenario(int n) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + n);
        Profile profile = PROFILES.get(n % PROFILES.size());
        KvmOptions options = options(profile, random);
        List<Long> frames = frames(options, profile, random);
        List<Long> slots = slots(profile, random);
        int maxPhyAddr = options.maxphy() == 0 ? hostMaxPhyAddr : options.maxphy();
        OpDrawer drawer =
                new OpDrawer(random, options, actions(options, maxPhyAddr, frames), frames, slots, maxPhyAddr);
        drawer.firmware(profile);
        int count = FEWEST_OPS + random.nextInt(MOST_OPS - FEWEST_OPS + 1);
        for (int i = 0; i < count; i++) {
            drawer.draw(profile.at(random.nextDouble()));
        }
        drawer.dump("end");
        return KvmScenario.of("r" + seed + "_" + n + "_" + profile.word(), options, drawer.ops());
    }

    private static KvmOptions options(Profile profile, SplittableRandom random) {
        int vcpus = profile == Profile.VCPUS ? 2 + random.nextInt(2) : 1 + random.nextInt(5) / 2;
        boolean huge = profile == Profile.LARGE
                || ((profile == Profile.MIXED || profile == Profile.SLOTS) && random.nextInt(10) < 3);
        int narrow = random.nextInt(20);
        return KvmOptions.INITIAL
                .with("vcpus", vcpus)
                .with("quirk_cd", random.nextInt(4) == 0 ? 0 : 1)
                .with("huge", huge ? 1 : 0)
                .with("mb", huge ? 34 : 16)
                .with("maxphy", narrow == 0 ? 36 : narrow < 3 ? 39 : 0)
                .with("resetcr0", random.nextInt(7) == 0 ? 1 : 0)
                .with("ncdma", profile == Profile.DEVICES && random.nextInt(5) < 3 ? 0 : 1)
                .with("dirty", profile.has(Family.DIRTY_LOG) && random.nextInt(7) == 0 ? 1 : 0);
    }

    /** Few pages, so that each is touched again and again. */
    private static List<Long> frames(KvmOptions options, Profile profile, SplittableRandom random) {
        int most = profile.has(Family.SLOT1) ? MOST_FRAMES - 4 : MOST_FRAMES;
        List<Long> frames = new ArrayList<>();
        while (frames.size() < most - 2) {
            int kind = random.nextInt(100);
            long[] pool = kind < 45 ? LOW : kind < 90 || options.mb() <= 16 ? HIGH : ABOVE;
            long page = pool[random.nextInt(pool.length)];
            for (int i = 0; i < 1 + random.nextInt(3) && frames.size() < most; i++) {
                long next = page + i * 0x1000L;
                if (!frames.contains(next) && next < (long) options.mb() << 20) {
                    frames.add(next);
                }
            }
        }
        return frames;
    }

    /** Where slot 1 is, now and then. */
    private static List<Long> slots(Profile profile, SplittableRandom random) {
        long[] places = {0x8000000, 0xc0000000L, 0xc0200000L, 0xf0000000L};
        int first = random.nextInt(places.length);
        int second = random.nextInt(places.length);
        return profile.has(Family.SLOT1) ? List.of(places[first], places[second]) : List.of();
    }

    private List<Action> actions(KvmOptions options, int maxPhyAddr, List<Long> frames) {
        String at = frames.stream().map(f -> "0x" + Long.toHexString(f)).collect(Collectors.joining("+"));
        Model model = SYSTEM.model(
                design,
                SYSTEM.scope("wrmsr=wide,hotplug=bare,devices=3,vcpus=" + options.vcpus() + ",maxphyaddr=" + maxPhyAddr
                        + ",frames=" + at));
        return model.actions();
    }
}
