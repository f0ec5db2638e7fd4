package dev.stalemate.real.log;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.Spaced;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message of the kernel as it prints it, with fields: {@code {process}:{pid} freeing invalid memtype [mem {start}-{last}]}. White
 * space is as {@link Spaced} has it, and all else stands for itself. The fields are {@link #FIELDS}.
 */
final class Wording {
    /** What is no address of a processor is no device's: MAXPHYADDR is at most 52. */
    private static final int MAX_WIDTH = 52;

    private static final String HEX = "(?:0x)?[0-9a-fA-F]{1,16}";
    private static final String PAGE = "(?:0x)?[0-9a-f]{1,10}000";
    private static final String PCI_ADDRESS = "[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]";
    private static final String NUMBER = "\\d{1,9}";
    private static final String TYPE =
            "(?:uncached-minus|uncached|write-combining|write-through|write-protected|write-back|broken)";
    private static final String MTRR_TYPE = "(?:uncache?able|write-combining|write-through|write-protect|write-back)";

    /** The fields that are words of a message are groups by the same name, at most once in it. */
    private static final ImmutableMap<String, String> FIELDS = ImmutableMap.<String, String>builder()
            // Addresses: "last" is included, "end" is not; "base" is where bus 0's configuration space would be.
            .put("start", group("start", HEX))
            .put("last", group("last", HEX))
            .put("end", group("end", HEX))
            .put("size", group("size", HEX))
            // The MTRRs' code prints pages as "%lx000".
            .put("start-page", group("start", PAGE))
            .put("size-pages", group("size", PAGE))
            .put("kib", group("kib", NUMBER))
            .put("base", group("base", HEX))
            .put("first-bus", group("firstBus", "\\d{1,3}"))
            .put("last-bus", group("lastBus", "\\d{1,3}"))
            .put("pfn", group("pfn", HEX))
            .put("process", group("process", "(?:(?!:\\s).){1,15}?"))
            .put("pid", group("pid", NUMBER))
            .put("wanted", group("wanted", TYPE))
            .put("got", group("got", TYPE))
            .put("wanted-mtrr", group("wanted", MTRR_TYPE))
            .put("got-mtrr", group("got", MTRR_TYPE))
            .put("wanted-code", group("wanted", "0x[0-9a-f]{1,2}"))
            .put("got-code", group("got", "0x[0-9a-f]{1,2}"))
            .put("type", TYPE)
            .put("code", "0x[0-9a-f]{1,2}")
            .put("name", group("name", ".{1,80}?"))
            .put("page", "4\\s*[kK]i?B")
            .put("hex", HEX)
            .put("n", "-?" + NUMBER)
            .put("any", ".{0,200}?")
            .put("address", PCI_ADDRESS)
            .put("host", "(?:pci_root|acpi)\\s+\\S{1,20}")
            .put("frame-buffer", "(?:(?:vesa|uvesa|efi)fb|(?:vesa|efi|simple)-framebuffer\\s+\\S{1,40})")
            .put("chipset", group("name", "Serverworks\\s+LE(?:\\s+rev\\s+<\\s+6)?|Intel\\s+450NX\\s+MMC"))
            .put("device", "[\\w-]{1,40}\\s+" + PCI_ADDRESS)
            .put("bus", "pci_bus\\s+[0-9a-f]{4,8}:[0-9a-f]{2}")
            .put("flags", "(?:\\s+(?:64bit|pref|window))*")
            .put("width", "(?:32|64)bit")
            .put("pref", "(?:\\s+pref)?")
            .put("pat", "(?:x86/PAT:\\s+)?")
            .put("pat-file", group("name", "arch/x86/mm/(?:pat|pat_\\w{1,20}|pat/\\w{1,30})\\.c:\\d{1,6}"))
            .put("sanity", "(?:resource:\\s+)?resource\\s+sanity\\s+check:\\s+")
            .put(
                    "drm",
                    "(?:\\[(?:drm|TTM)[^\\]]{0,80}\\]\\]?\\s+|[\\w-]{1,40} [0-9a-f:.]{1,16}: )*(?:\\*ERROR\\*\\s+)?")
            .put("mtrr", "(?:(?:x86/)?(?:mtrr|MTRR):\\s+)?")
            .build();

    /** Values of _PAGE_CACHE_* to Linux 3.18, and of page_cache_mode from 3.19 on; they have only 0 in common. */
    private static final ImmutableMap<String, String> CODES = ImmutableMap.<String, String>builder()
            .put("0x0", "write-back")
            .put("0x8", "write-combining")
            .put("0x10", "uncached-minus")
            .put("0x18", "uncached")
            .put("0x1", "write-combining")
            .put("0x2", "uncached-minus")
            .put("0x3", "uncached")
            .put("0x4", "write-through")
            .put("0x5", "write-protected")
            .build();

    private static final Pattern FIELD = Pattern.compile("\\{([a-z-]+)\\}");
    private static final Pattern SPECIAL = Pattern.compile("[\\\\^$.|?*+()\\[\\]{}]");

    private static final Pattern GROUP = Pattern.compile("\\(\\?<(\\w+)>.*");

    private final Pattern pattern;
    private final ImmutableSet<String> groups;
    /** The longest word of the message: without it a line is none. */
    private final String anchor;

    private final String firstWord;

    private Wording(Pattern pattern, ImmutableSet<String> groups, String anchor, String firstWord) {
        this.pattern = pattern;
        this.groups = groups;
        this.anchor = anchor;
        this.firstWord = firstWord;
    }

    /** The message that {@code template} describes. */
    static Wording of(String template) {
        StringBuilder regex = new StringBuilder();
        ImmutableSet.Builder<String> groups = ImmutableSet.builder();
        Matcher field = FIELD.matcher(template);
        int at = 0;
        while (field.find()) {
            literal(template.substring(at, field.start()), regex);
            String value = FIELDS.get(field.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no such field: " + field.group());
            }
            regex.append(value);
            Matcher group = GROUP.matcher(value);
            if (group.matches()) {
                groups.add(group.group(1));
            }
            at = field.end();
        }
        literal(template.substring(at), regex);
        String[] words = FIELD.splitAsStream(template)
                .flatMap(text -> Arrays.stream(text.split("[ :,]+", -1)))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        String anchor = Arrays.stream(words)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        String firstWord = Arrays.stream(words)
                .filter(word -> word.length() > 2)
                .findFirst()
                .orElse(anchor);
        return new Wording(Spaced.pattern(regex.toString()), groups.build(), anchor, firstWord);
    }

    private static String group(String name, String regex) {
        return "(?<" + name + ">" + regex + ")";
    }

    private static void literal(String text, StringBuilder regex) {
        regex.append(SPECIAL.matcher(text).replaceAll("\\\\$0"));
    }

    /** What a line says, if it is this message; null if it is not. */
    @Nullable
    Words read(String line) {
        if (!line.contains(anchor)) {
            return null;
        }
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? new Words(matcher, groups) : null;
    }

    /** Whether a line can be the first part of this message, which goes on in the next. */
    boolean starts(String line) {
        if (!line.contains(firstWord)) {
            return false;
        }
        Matcher matcher = pattern.matcher(line);
        return !matcher.matches() && matcher.hitEnd();
    }

    /** The fields of one message. */
    static final class Words {
        private final Matcher matcher;
        private final ImmutableSet<String> groups;

        private Words(Matcher matcher, ImmutableSet<String> groups) {
            this.matcher = matcher;
            this.groups = groups;
        }

        /** A field's text, or null where the message has none of it. */
        @Nullable
        String get(String field) {
            return groups.contains(field) ? matcher.group(field) : null;
        }

        /** The addresses, closed-open, or null where the message has none or they make no sense. */
        @Nullable
        Range<Long> range() {
            if (get("firstBus") != null) {
                return buses();
            }
            if (get("pfn") != null) {
                long pfn = hex("pfn");
                return pfn >>> (MAX_WIDTH - 12) == 0 ? range(pfn << 12, (pfn + 1) << 12) : null;
            }
            return get("start") == null ? null : range(hex("start"), end());
        }

        /** Each bus has 1 MiB of configuration space (PCI Express Base Specification, 7.2.2). */
        private @Nullable Range<Long> buses() {
            long first = Long.parseLong(required("firstBus")) << 20;
            long last = (Long.parseLong(required("lastBus")) + 1) << 20;
            long base = hex("base");
            return last > 256 << 20 || base >>> MAX_WIDTH != 0 ? null : range(base + first, base + last);
        }

        private long end() {
            if (get("last") != null) {
                long last = hex("last");
                return last >>> MAX_WIDTH == 0 ? last + 1 : -1;
            }
            if (get("end") != null) {
                return hex("end");
            }
            long size = get("kib") != null ? Long.parseLong(required("kib")) << 10 : hex("size");
            return size >>> MAX_WIDTH == 0 && hex("start") >>> MAX_WIDTH == 0 ? hex("start") + size : -1;
        }

        /** As above, where the message says only where they start. */
        @Nullable
        Range<Long> range(long size) {
            long start = hex("start");
            return start >>> MAX_WIDTH == 0 ? range(start, start + size) : null;
        }

        private static @Nullable Range<Long> range(long start, long end) {
            return start >= 0 && end > start && end <= 1L << MAX_WIDTH ? Range.closedOpen(start, end) : null;
        }

        private long hex(String field) {
            String digits = required(field);
            return Long.parseUnsignedLong(digits.startsWith("0x") ? digits.substring(2) : digits, 16);
        }

        private String required(String field) {
            String text = get(field);
            if (text == null) {
                throw new IllegalStateException("the wording has no " + field);
            }
            return text;
        }

        /** A memory type, or null where the message has none that is known. */
        @Nullable
        MemType type(String field) {
            String text = get(field);
            return text == null ? null : TypeWords.anyType(CODES.getOrDefault(text, text));
        }
    }
}
