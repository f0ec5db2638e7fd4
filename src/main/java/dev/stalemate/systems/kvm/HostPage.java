package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a frame of the guest really is: the host's page behind it, as the host's own tables have it. No design decides this; a design only
 * has a rule by which it tells memory from MMIO (see {@link MmioRule}).
 *
 * @param text as a scope's setting writes it, such as {@code ram-wc}
 * @param device whether it is device memory, and not RAM
 * @param struct whether it has a struct page: pfn_valid()
 * @param reserved whether that is marked PageReserved
 * @param e820 whether the host's firmware listed it as RAM in the e820
 * @param tracked whether the host's kernel tracks the type with which it maps it: not below 1 MiB, in the ISA range
 * @param pat the type with which the host's kernel maps it, as it is looked up (lookup_memtype()): WB where it is not tracked
 * @param mtrr the type by the host's own MTRRs, never UC-; under EPT it does not count, under NPT it does
 */
public record HostPage(
        String text,
        boolean device,
        boolean struct,
        boolean reserved,
        boolean e820,
        boolean tracked,
        MemType pat,
        MemType mtrr) {
    /** RAM that the host's kernel manages. */
    public static final HostPage RAM = new HostPage("ram", false, true, false, true, true, MemType.WB, MemType.WB);

    /** A device's BAR, which nothing has mapped yet. */
    public static final HostPage BAR =
            new HostPage("bar", true, false, false, false, true, MemType.UC_MINUS, MemType.UC);

    /** The legacy VGA range at 0xa0000, as /dev/mem maps it: its pages have structs, and its type is not tracked. */
    public static final HostPage VGA = new HostPage("vga", true, true, true, false, false, MemType.WB, MemType.UC);

    private static final Pattern TEXT = Pattern.compile("(ram|bar|vga)((?:-[a-z0-9.]+)*)");
    private static final String MTRR = "mtrr.";

    /**
     * Reads a page such as {@code ram}, {@code ram-wc} or {@code bar-reserved-mtrr.wb}: what it is, then what is not as usual there.
     *
     * @throws IllegalArgumentException if there is no such page, or two words are about the same
     */
    static HostPage parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not ram, bar or vga, and what is different there, such as ram-wc");
        }
        HostPage page =
                switch (match.group(1)) {
                    case "ram" -> RAM;
                    case "bar" -> BAR;
                    default -> VGA;
                };
        Set<String> said = new HashSet<>();
        for (String word : match.group(2).isEmpty()
                ? new String[0]
                : match.group(2).substring(1).split("-", -1)) {
            page = page.with(word);
            if (!said.add(about(word))) {
                throw new IllegalArgumentException("'" + text + "' says two things of " + about(word));
            }
        }
        return new HostPage(
                text, page.device, page.struct, page.reserved, page.e820, page.tracked, page.pat, page.mtrr);
    }

    /** What a word is about. */
    private static String about(String word) {
        return switch (word) {
            case "reserved", "managed", "unmanaged" -> "the struct page";
            case "unlisted" -> "the e820";
            default -> word.startsWith(MTRR) ? "the host's MTRRs" : "the type";
        };
    }

    private HostPage with(String word) {
        if (word.startsWith(MTRR)) {
            return new HostPage(
                    text, device, struct, reserved, e820, tracked, pat, type(word.substring(MTRR.length())));
        }
        return switch (word) {
            case "reserved" -> new HostPage(text, device, true, true, e820, tracked, pat, mtrr);
            case "managed" -> new HostPage(text, device, true, false, e820, tracked, pat, mtrr);
            case "unmanaged" -> new HostPage(text, device, false, false, e820, tracked, pat, mtrr);
            case "unlisted" -> new HostPage(text, device, struct, reserved, false, tracked, pat, mtrr);
            default -> {
                MemType type = type(word);
                if (!tracked) {
                    throw new IllegalArgumentException(
                            "the host does not track the type of " + text + ", so it is not " + word);
                }
                yield new HostPage(
                        text, device, struct, reserved, e820, true, type == MemType.UC ? MemType.UC_MINUS : type, mtrr);
            }
        };
    }

    private static MemType type(String word) {
        MemType type = MemType.named(word.toUpperCase(Locale.ROOT));
        if (type == null) {
            throw new IllegalArgumentException(
                    "'" + word
                            + "' is not a type (wb, wt, wp, wc or uc), mtrr. with a type, reserved, managed, unmanaged or unlisted");
        }
        return type;
    }

    /** In words, such as {@code RAM (wc)}. */
    String words() {
        String base = text.replaceAll("-.*", "");
        String more = text.substring(base.length())
                .replaceFirst("-", "")
                .replace("-", ", ")
                .replace(MTRR, "MTRR ");
        String name =
                switch (base) {
                    case "ram" -> "RAM";
                    case "bar" -> "a BAR";
                    default -> "VGA memory of /dev/mem";
                };
        return more.isEmpty() ? name : name + " (" + more + ")";
    }
}
