package dev.stalemate.lab.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The virtual machine of a scenario.
 *
 * @param vcpus how many vCPUs, 1 to 8
 * @param ncdma whether non-coherent DMA is registered from the start
 * @param quirkCd whether the quirk CD_NW_CLEARED is on at the start
 * @param huge whether the host may back memory with pages of 2 MiB
 * @param resetCr0 whether vCPUs start with CR0.CD and NW, as after reset
 * @param mb MiB of memory from address 0 on, 16 to 1024, an even number
 * @param maxphy the guest's MAXPHYADDR, 32 to 52, or 0 for the host's
 * @param mtrrs whether the guest's CPUID has MTRRs
 * @param dirty whether dirty pages of slot 0 are logged from the start
 * @param trace whether the kernel's trace is recorded
 */
public record KvmOptions(
        int vcpus,
        boolean ncdma,
        boolean quirkCd,
        boolean huge,
        boolean resetCr0,
        int mb,
        int maxphy,
        boolean mtrrs,
        boolean dirty,
        boolean trace) {
    /** What a scenario has that says nothing else. */
    public static final KvmOptions INITIAL = new KvmOptions(1, true, true, false, false, 16, 0, true, false, false);

    /** @throws IllegalArgumentException if a number is out of its bounds */
    public KvmOptions {
        check("vcpus", vcpus, "1 to 8", vcpus >= 1 && vcpus <= 8);
        check("mb", mb, "16 to 1024, and even", mb >= 16 && mb <= 1024 && mb % 2 == 0);
        check("maxphy", maxphy, "0, or 32 to 52", maxphy == 0 || (maxphy >= 32 && maxphy <= 52));
    }

    private static void check(String key, int value, String range, boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("option " + key + " is " + range + ", and not " + value);
        }
    }

    /** All options with their values. */
    public Map<String, Integer> values() {
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put("vcpus", vcpus);
        values.put("ncdma", ncdma ? 1 : 0);
        values.put("quirk_cd", quirkCd ? 1 : 0);
        values.put("huge", huge ? 1 : 0);
        values.put("resetcr0", resetCr0 ? 1 : 0);
        values.put("mb", mb);
        values.put("maxphy", maxphy);
        values.put("mtrrs", mtrrs ? 1 : 0);
        values.put("dirty", dirty ? 1 : 0);
        values.put("trace", trace ? 1 : 0);
        return values;
    }

    /**
     * The same with another value of an option.
     *
     * @throws IllegalArgumentException if there is no such option, or it can't have the value
     */
    public KvmOptions with(String key, int value) {
        Map<String, Integer> changed = values();
        if (changed.put(key, value) == null) {
            throw new IllegalArgumentException("there is no option '" + key + "'");
        }
        return new KvmOptions(
                number(changed, "vcpus"),
                flag(changed, "ncdma"),
                flag(changed, "quirk_cd"),
                flag(changed, "huge"),
                flag(changed, "resetcr0"),
                number(changed, "mb"),
                number(changed, "maxphy"),
                flag(changed, "mtrrs"),
                flag(changed, "dirty"),
                flag(changed, "trace"));
    }

    private static int number(Map<String, Integer> values, String key) {
        return values.getOrDefault(key, 0);
    }

    private static boolean flag(Map<String, Integer> values, String key) {
        int value = number(values, key);
        check(key, value, "0 or 1", value == 0 || value == 1);
        return value == 1;
    }
}
