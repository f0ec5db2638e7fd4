package dev.stalemate.real.kvm;

/**
 * One line of a trace, and a cursor over the words of what its event says. Reused from line to line: nothing here allocates.
 *
 * <p>What stands before an event depends on the program that printed it: {@code comm-pid [cpu] flags time: event:} (ftrace), without the flags
 * (trace-cmd), {@code comm pid [cpu] time: group:event:} (perf script), or nothing at all.
 */
final class TraceLine {
    /** Most characters of a line that are looked at; an event's text has some 300. */
    static final int LONGEST = 4096;

    /** Where a line's event must have begun: a task's name has 15 characters. */
    private static final int LONGEST_HEAD = 160;

    /** What a line is. */
    enum Kind {
        /** Starts an event. */
        EVENT,
        /** A comment of ftrace's, or an empty line. */
        COMMENT,
        /** Says that events were lost. */
        LOST,
        /** Says that lines were left out by hand. */
        CUT,
        /** Begins a perf report: how often an event came, in no order. */
        HISTOGRAM,
        /** Anything else: perhaps the rest of the event before it. */
        REST
    }

    final char[] text = new char[LONGEST];
    int length;
    /** Its number, from 1. */
    long number;
    /** Whether the line was longer than {@link #LONGEST}. */
    boolean truncated;
    /** Whether it is the last line and has no line feed. */
    boolean unended;

    private Kind kind = Kind.COMMENT;
    private TraceEvent event = TraceEvent.OTHER;
    private int start;
    private int payload;
    private int thread;
    private int namedVcpu;
    private int cursor;
    private boolean bad;

    Kind kind() {
        return kind;
    }

    TraceEvent event() {
        return event;
    }

    /** The thread's id, or -1 if the line has none. */
    int thread() {
        return thread;
    }

    /** The vCPU after which the task is named, as in {@code CPU 1/KVM}, or -1. */
    int namedVcpu() {
        return namedVcpu;
    }

    /** Finds out what the line is; {@link #text}, {@link #length} and {@link #number} are set. */
    void parse() {
        kind = Kind.REST;
        event = TraceEvent.OTHER;
        thread = -1;
        namedVcpu = -1;
        start = blanks(0);
        payload = start;
        rewind();
        if (start == length || text[start] == '#') {
            kind = Kind.COMMENT;
            return;
        }
        int limit = Math.min(length, start + LONGEST_HEAD);
        int word = start;
        for (int i = start; i < limit; i++) {
            if (isBlank(text[i])) {
                word = i + 1;
            } else if (text[i] == ':' && endsWord(i + 1) && begins(word, i)) {
                kind = Kind.EVENT;
                return;
            }
        }
        gap();
    }

    /** Whether the word that a colon ends is a time, which an event's name follows, or the name of an event that begins the line. */
    private boolean begins(int word, int colon) {
        if (isTime(word, colon)) {
            int from = blanks(colon + 1);
            int to = from;
            while (to < length && !isBlank(text[to])) {
                to++;
            }
            if (to > from && text[to - 1] == ':') {
                event = TraceEvent.of(text, from, to - 1);
            }
            task(word);
            says(to);
            return true;
        }
        if (word == start) {
            event = TraceEvent.of(text, word, colon);
            says(colon + 1);
        }
        return event != TraceEvent.OTHER;
    }

    private void says(int from) {
        payload = Math.min(from, length);
        rewind();
        if (event == TraceEvent.PRINT) {
            event = TraceEvent.MARK;
        }
    }

    private void gap() {
        if (starts("CPU:") && (has("LOST") || has("DROPPED]"))) {
            kind = Kind.LOST;
        } else if (has("PERF_RECORD_LOST") || has("events and lost")) {
            kind = Kind.LOST;
        } else if (starts("Samples:") && has("of event")) {
            kind = Kind.HISTOGRAM;
        } else if (isCut()) {
            kind = Kind.CUT;
        }
    }

    /** Only dots, as people write for lines that they left out, perhaps in brackets. */
    private boolean isCut() {
        int dots = 0;
        for (int i = start; i < length; i++) {
            char c = text[i];
            if (c == '.') {
                dots++;
            } else if (c != '[' && c != ']' && !isBlank(c)) {
                return has("[snip]") || has("<snip>");
            }
        }
        return dots >= 3;
    }

    /** The thread's id and what its name says, from what stands before the time. */
    private void task(int time) {
        int end = time;
        for (int i = time - 1; i > start; i--) {
            if (text[i] == ']') {
                int open = i;
                while (open > start && text[open] != '[') {
                    open--;
                }
                end = text[open] == '[' ? open : time;
                break;
            }
        }
        end = trimmed(end);
        if (end > start && text[end - 1] == ')') {
            while (end > start && text[end - 1] != '(') {
                end--;
            }
            end = trimmed(end - 1);
        }
        int digits = end;
        while (digits > start && isDigit(text[digits - 1])) {
            digits--;
        }
        if (digits < end && end - digits <= 9) {
            thread = (int) number(digits, end);
            nameOfVcpu(start, digits);
        }
    }

    private void nameOfVcpu(int from, int to) {
        for (int i = from; i + 4 < to && namedVcpu < 0; i++) {
            if (text[i] == 'C' && text[i + 1] == 'P' && text[i + 2] == 'U' && text[i + 3] == ' ') {
                int end = digits(i + 4, to);
                if (end > i + 4 && end < to && text[end] == '/') {
                    namedVcpu = (int) number(i + 4, end);
                }
            } else if (lower(i) == 'v' && lower(i + 1) == 'c' && lower(i + 2) == 'p' && lower(i + 3) == 'u') {
                int from2 = isDigit(text[i + 4]) ? i + 4 : i + 5;
                int end = digits(from2, to);
                if (end > from2) {
                    namedVcpu = (int) number(from2, end);
                }
            }
        }
    }

    /** The end of a number of at most four digits, which is {@code from} if there is none. */
    private int digits(int from, int to) {
        int end = from;
        while (end < to && end - from < 4 && isDigit(text[end])) {
            end++;
        }
        return end;
    }

    /** Adds the rest of an event, which mail programs break over lines. */
    void append(TraceLine rest) {
        int more = Math.min(rest.length - rest.start, LONGEST - length - 1);
        if (more > 0) {
            text[length] = ' ';
            System.arraycopy(rest.text, rest.start, text, length + 1, more);
            length += more + 1;
        }
    }

    /** Puts the cursor before the first word of what the event says. */
    void rewind() {
        cursor = payload;
        bad = false;
    }

    /** Moves the cursor behind the next word that is this one; if there is none, it stays. */
    boolean find(String word) {
        int i = cursor;
        while (i < length) {
            int from = blanks(i);
            i = wordEnd(from);
            if (i - from == word.length() && matches(word, from)) {
                cursor = i;
                return true;
            }
        }
        return false;
    }

    /** Moves the cursor behind a word; if it isn't there, the line is bad. */
    TraceLine after(String word) {
        if (!find(word)) {
            bad = true;
        }
        return this;
    }

    /** Whether the rest of the event has a text. */
    boolean has(String part) {
        for (int i = cursor; i + part.length() <= length; i++) {
            if (matches(part, i)) {
                return true;
            }
        }
        return false;
    }

    /** The next word as a hexadecimal number, with or without 0x; a word that is none makes the line bad. */
    long hex() {
        int from = blanks(cursor);
        if (from + 1 < length && text[from] == '0' && text[from + 1] == 'x') {
            from += 2;
        }
        long value = 0;
        int i = from;
        for (; i < length && Character.digit(text[i], 16) >= 0 && text[i] < 0x80; i++) {
            value = value << 4 | Character.digit(text[i], 16);
        }
        bad |= i == from || i - from > 16 || !endsNumber(i);
        cursor = i;
        return value;
    }

    /** The next word as a decimal number below 10^9; a word that is none makes the line bad. */
    int decimal() {
        int from = blanks(cursor);
        int i = from;
        while (i < length && isDigit(text[i])) {
            i++;
        }
        bad |= i == from || i - from > 9 || !endsNumber(i);
        cursor = i;
        return bad ? -1 : (int) number(from, i);
    }

    /** The next word, at most 64 characters of it; empty at the end. */
    String word() {
        int from = blanks(cursor);
        cursor = wordEnd(from);
        return new String(text, from, Math.min(64, cursor - from));
    }

    /** Whether a word that was asked for was not there. */
    boolean bad() {
        return bad;
    }

    private boolean endsNumber(int i) {
        return i >= length || isBlank(text[i]) || text[i] == ',' || text[i] == ')';
    }

    private int wordEnd(int from) {
        int i = from;
        while (i < length && !isBlank(text[i])) {
            i++;
        }
        return i;
    }

    private boolean isTime(int from, int to) {
        int dots = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                dots++;
            } else if (!isDigit(text[i])) {
                return false;
            }
        }
        return to - from > dots && dots <= 1;
    }

    private boolean starts(String prefix) {
        return start + prefix.length() <= length && matches(prefix, start);
    }

    private boolean matches(String part, int at) {
        for (int i = 0; i < part.length(); i++) {
            if (text[at + i] != part.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }

    private int blanks(int from) {
        int i = from;
        while (i < length && isBlank(text[i])) {
            i++;
        }
        return i;
    }

    private int trimmed(int end) {
        int i = end;
        while (i > start && isBlank(text[i - 1])) {
            i--;
        }
        return i;
    }

    private boolean endsWord(int i) {
        return i >= length || isBlank(text[i]);
    }

    private int lower(int i) {
        return text[i] | 0x20;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
