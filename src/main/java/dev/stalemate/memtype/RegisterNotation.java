package dev.stalemate.memtype;

import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * MTRRs and IA32_PAT as people write them: by the names of the SDM and the kernel, with types and sizes for values.
 *
 * <p>Names are {@code def_type}, {@code fix64K_00000}, {@code fix16K_80000} and so on, {@code physbase3}, {@code physmask3} and {@code pat},
 * in any case, with the prefixes {@code IA32_}, {@code MSR_} and {@code MTRR} or without. Values:
 *
 * <ul>
 *   <li>{@code def_type}: {@code E,FE,WB}; what is left out is 0, and the type UC; {@code off} says that E is 0
 *   <li>a fixed-range MTRR: one type for all eight fields, as {@code UC} or {@code all UC}, or eight from the lowest address on
 *   <li>a PHYSBASE: an address and a type, {@code 0x80000000,UC}
 *   <li>a PHYSMASK: a size that is a power of two or a mask, and {@code V}: {@code 2G,V}, {@code 0xf80000000,V}; {@code off} says that V is 0
 *   <li>{@code pat}: eight types, PA0 first, or {@code all} and one
 * </ul>
 *
 * <p>Blanks are as good as commas, and {@code 2 GiB} as {@code 2G}: {@link #words} and {@link #pair} write values so.
 */
public final class RegisterNotation {
    private static final Pattern NUMBER = Pattern.compile("(0x[0-9a-fA-F]{1,16}|[0-9]{1,18})([KMGT]?)");
    private static final Pattern IEC = Pattern.compile("([0-9]) ?([KMGT])iB");
    private static final String UNITS = "KMGT";
    private static final String ALL = "all";
    private static final String OFF = "off";
    private static final String TO = " -> ";
    private static final int UNIT_BITS = 10;
    private static final int FIELDS = 8;
    /** As many pairs as names are given for. */
    private static final int PAIRS = 8;
    /** Of a register of eight types, so many that change are told alone. */
    private static final int FEW = 3;

    private static final Map<String, Integer> BY_NAME = names();

    private RegisterNotation() {}

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new LinkedHashMap<>();
        names.put("def_type", MtrrMsr.DEF_TYPE);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            int field = FIELDS * i;
            String size = i == 0 ? "64K" : i <= 2 ? "16K" : "4K";
            names.put(String.format(Locale.ROOT, "fix%s_%05X", size, FixedRanges.start(field)), MtrrMsr.fixed(i));
        }
        for (int n = 0; n < PAIRS; n++) {
            names.put("physbase" + n, MtrrMsr.physBase(n));
            names.put("physmask" + n, MtrrMsr.physMask(n));
        }
        names.put("pat", Pat.MSR);
        return names;
    }

    /**
     * The MSR of a name.
     *
     * @throws IllegalArgumentException if none is called so; it says which may have been meant
     */
    public static int msr(String name) {
        String plain = plain(name);
        for (Map.Entry<String, Integer> each : BY_NAME.entrySet()) {
            if (plain(each.getKey()).equals(plain)) {
                return each.getValue();
            }
        }
        throw new IllegalArgumentException(
                "'" + name + "' is neither an MSR's number such as 0x2ff nor the name of an MTRR or of the PAT"
                        + Names.meant(name, BY_NAME.keySet()));
    }

    /** Without what the SDM and the kernel put around it: IA32_MTRR_DEF_TYPE, MSR_MTRRdefType and def_type are the same. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceFirst("^(msr_)?(ia32_)?(mtrr_?|cr_(?=pat))?", "")
                .replace("_", "");
    }

    /** The name of an MTRR or of the PAT; its number as 0x2ff where it has none. */
    public static String name(int msr) {
        return BY_NAME.entrySet().stream()
                .filter(each -> each.getValue() == msr)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(hex(msr));
    }

    /**
     * A value of an MTRR or of the PAT. Whether WRMSR accepts it is not looked at, see {@link MtrrMsr#accepts}.
     *
     * @param maxPhyAddr bits of a physical address, 32 to 52; a PHYSMASK made from a size has all of them
     * @throws IllegalArgumentException if the text is not of the register's form, with the form
     */
    public static long value(int msr, String text, int maxPhyAddr) {
        String[] words = IEC.matcher(text).replaceAll("$1$2").split("[, ]", -1);
        if (words.length == 1 && NUMBER.matcher(text).matches() && !text.matches(".*[" + UNITS + "]")) {
            return number(text);
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            return defType(text, words);
        }
        if (msr == Pat.MSR) {
            return fields(text, words, true);
        }
        if (MtrrMsr.fixedIndex(msr) >= 0) {
            return fields(text, words, false);
        }
        if (!MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number, and " + name(msr) + " is neither an MTRR nor the PAT");
        }
        return MtrrMsr.isMask(msr) ? mask(msr, text, words, maxPhyAddr) : base(msr, text, words);
    }

    /** A value in words that {@link #value} reads; as a number where WRMSR refuses it. */
    public static String words(int msr, long value, int maxPhyAddr) {
        if (!MtrrMsr.accepts(msr, value, maxPhyAddr, MtrrMsr.MAX_VCNT)) {
            return hex(value);
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            String flags = ((value & MtrrMsr.E) == 0 ? OFF : "E") + ((value & MtrrMsr.FE) == 0 ? "" : " FE");
            return flags + " " + MtrrMsr.type(value);
        }
        if (!MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT)) {
            List<String> types =
                    IntStream.range(0, FIELDS).mapToObj(i -> field(value, i)).toList();
            return isOfOne(value) ? ALL + " " + types.get(0) : String.join(" ", types);
        }
        if (!MtrrMsr.isMask(msr)) {
            return hex(value & MtrrMsr.frameBits(maxPhyAddr)) + " " + MtrrMsr.type(value);
        }
        boolean valid = (value & MtrrMsr.V) != 0;
        return value == 0 ? OFF : size(value & ~MtrrMsr.V, maxPhyAddr) + " " + (valid ? "V" : OFF);
    }

    /** What becomes of a value in words; of eight types only those that change, with their PAT entry or address, if they are few. */
    public static String change(int msr, long before, long after, int maxPhyAddr) {
        String words = words(msr, after, maxPhyAddr);
        if (before == after) {
            return words + ", as before";
        }
        boolean ofFields = msr == Pat.MSR || MtrrMsr.fixedIndex(msr) >= 0;
        if (ofFields && !(isOfOne(before) && isOfOne(after))) {
            List<String> changes = IntStream.range(0, FIELDS)
                    .filter(i -> !field(before, i).equals(field(after, i)))
                    .mapToObj(i -> place(msr, i) + " " + field(before, i) + TO + field(after, i))
                    .toList();
            if (changes.size() <= FEW) {
                return String.join(", ", changes);
            }
        }
        return words(msr, before, maxPhyAddr) + TO + words;
    }

    /** A variable range in words: {@code 0x80000000 + 2 GiB UC}, with its mask if it is not one block, or {@code off}. */
    public static String pair(long base, long mask, int maxPhyAddr) {
        if ((mask & MtrrMsr.V) == 0) {
            return OFF;
        }
        long frames = base & MtrrMsr.frameBits(maxPhyAddr);
        long bits = mask & ~MtrrMsr.V;
        boolean block = isBlock(bits, maxPhyAddr) && (frames & ~bits) == 0;
        return hex(frames) + (block ? " + " + size(bits, maxPhyAddr) : " mask " + hex(bits)) + " " + MtrrMsr.type(base);
    }

    private static String place(int msr, int field) {
        return msr == Pat.MSR ? "PA" + field : hex(FixedRanges.start(FIELDS * MtrrMsr.fixedIndex(msr) + field));
    }

    private static String field(long value, int i) {
        return String.valueOf(MemType.ofCode((int) (value >>> (Byte.SIZE * i)) & 0xFF));
    }

    private static boolean isOfOne(long value) {
        return value == Long.rotateLeft(value, Byte.SIZE);
    }

    /** Whether a mask lets an address range through that is one block. */
    private static boolean isBlock(long bits, int maxPhyAddr) {
        return bits != 0 && bits == (-Long.lowestOneBit(bits) & MtrrMsr.frameBits(maxPhyAddr));
    }

    private static String size(long bits, int maxPhyAddr) {
        if (!isBlock(bits, maxPhyAddr)) {
            return hex(bits);
        }
        int shift = Long.numberOfTrailingZeros(bits);
        int unit = Math.min(shift / UNIT_BITS, UNITS.length());
        return (1L << (shift - unit * UNIT_BITS)) + " " + UNITS.charAt(unit - 1) + "iB";
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static long defType(String text, String[] words) {
        List<String> rest = new ArrayList<>(Arrays.asList(words));
        if (rest.remove(OFF) && rest.contains("E")) {
            throw bad(MtrrMsr.DEF_TYPE, text, "E or off, not both");
        }
        long value = (rest.remove("E") ? MtrrMsr.E : 0) | (rest.remove("FE") ? MtrrMsr.FE : 0);
        if (rest.isEmpty()) {
            return value;
        }
        if (rest.size() > 1) {
            throw bad(MtrrMsr.DEF_TYPE, text, "E, FE and a type, such as E,FE,WB");
        }
        return value | type(rest.get(0), false);
    }

    private static long fields(String text, String[] words, boolean pat) {
        boolean all = words.length == 2 && words[0].equals(ALL);
        if (words.length != FIELDS && !all && (pat || words.length != 1)) {
            throw bad(
                    pat ? Pat.MSR : MtrrMsr.fixed(0),
                    text,
                    pat ? "eight types, PA0 first, or all and one" : "one type, or eight from the lowest address on");
        }
        long value = 0;
        for (int i = FIELDS - 1; i >= 0; i--) {
            value = value << Byte.SIZE | type(words[words.length == FIELDS ? i : words.length - 1], pat);
        }
        return value;
    }

    private static long base(int msr, String text, String[] words) {
        if (words.length != 2) {
            throw bad(msr, text, "an address and a type, such as 0x80000000,UC");
        }
        return number(words[0]) | type(words[1], false);
    }

    private static long mask(int msr, String text, String[] words, int maxPhyAddr) {
        if (words.length == 1 && words[0].equals(OFF)) {
            return 0;
        }
        boolean valid = words.length == 2 && words[1].equals("V");
        if (words.length > 2 || (words.length == 2 && !valid && !words[1].equals(OFF))) {
            throw bad(msr, text, "a size or a mask, and V if the pair is valid, such as 2G,V");
        }
        long bits = number(words[0]);
        if (words[0].matches(".*[" + UNITS + "]")) {
            if (Long.bitCount(bits) != 1) {
                throw bad(msr, text, "a size that is a power of two, such as 2G,V");
            }
            bits = -bits & MtrrMsr.frameBits(maxPhyAddr);
        }
        return bits | (valid ? MtrrMsr.V : 0);
    }

    private static long number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither a number such as 0x80000000 nor a size such as 2G");
        }
        String digits = matcher.group(1);
        long value = digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
        int shift = UNIT_BITS * (UNITS.indexOf(matcher.group(2)) + 1);
        if (matcher.group(2).isEmpty()) {
            return value;
        }
        if (value << shift >>> shift != value) {
            throw new IllegalArgumentException("'" + text + "' is more than 64 bits");
        }
        return value << shift;
    }

    private static long type(String text, boolean pat) {
        MemType type = MemType.named(text);
        if (type == null || (!pat && type == MemType.UC_MINUS)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not one of the types UC, WC, WT, WP, WB" + (pat ? " and UC-" : ""));
        }
        return type.code();
    }

    private static IllegalArgumentException bad(int msr, String text, String form) {
        return new IllegalArgumentException(
                "'" + text + "' is no value of " + name(msr) + ": it takes a number, or " + form);
    }
}
