package dev.stalemate.model;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a claim comes from: a mail, a commit, a security advisory, or code or a manual that was read. Only what was checked is written down:
 * a mail without a message-id has no link.
 */
public sealed interface Source {
    /** In a line: who said it, where and when, or what was read. */
    String text();

    /** In a few words: a hash, a list and a date. */
    String name();

    /** Where it can be read, by https; null if no address is known. */
    @Nullable
    String link();

    /** What kind of source it is, as JSON has it: {@code mail}, {@code commit}, {@code advisory} or {@code reading}. */
    String kind();

    /**
     * A mail, which stands for the thread around it.
     *
     * @param list the name of the list, such as {@code kvm}
     * @param subject its subject
     * @param author who wrote it
     * @param date its date, by its own clock; if only the date of the mail that it answers is known, that one
     * @param messageId its message-id without angle brackets; null if it is not known
     */
    record Mail(String list, String subject, String author, LocalDate date, @Nullable String messageId)
            implements Source {
        private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

        @Override
        public String text() {
            return "\"" + subject + "\", " + author + ", " + name();
        }

        @Override
        public String name() {
            return list + ", " + DAY.format(date);
        }

        @Override
        public @Nullable String link() {
            return messageId == null ? null : "https://lore.kernel.org/" + list + "/" + messageId + "/";
        }

        @Override
        public String kind() {
            return "mail";
        }
    }

    /**
     * A commit of Linux or Xen.
     *
     * @param project {@code linux} or {@code xen}
     * @param hash 10 or 12 hex digits
     * @param subject the first line of its message
     * @param year when it was written
     * @param version the first release of the main line that has it
     */
    record Commit(String project, String hash, String subject, int year, Version version) implements Source {
        private static final Pattern HASH = Pattern.compile("[0-9a-f]{10}(?:[0-9a-f]{2})?");

        /** Checked: the hash is one, and of a project whose commits have addresses. */
        public Commit {
            if (!HASH.matcher(hash).matches() || !(project.equals("linux") || project.equals("xen"))) {
                throw new IllegalArgumentException("'" + hash + "' of '" + project + "' is no commit of linux or xen");
            }
        }

        @Override
        public String text() {
            return hash + " \"" + subject + "\" (" + year + ", mainline " + project + "-" + version + ")";
        }

        @Override
        public String name() {
            return hash;
        }

        @Override
        public String link() {
            return (project.equals("xen")
                            ? "https://xenbits.xen.org/gitweb/?p=xen.git;a=commit;h="
                            : "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=")
                    + hash;
        }

        @Override
        public String kind() {
            return "commit";
        }
    }

    /**
     * A security advisory of Xen.
     *
     * @param number from 1
     */
    record Advisory(int number) implements Source {
        @Override
        public String text() {
            return name();
        }

        @Override
        public String name() {
            return "XSA-" + number;
        }

        @Override
        public String link() {
            return "https://xenbits.xen.org/xsa/advisory-" + number + ".html";
        }

        @Override
        public String kind() {
            return "advisory";
        }
    }

    /**
     * Code or a manual that was read.
     *
     * @param text what, and which version or section of it
     */
    record Reading(String text) implements Source {
        @Override
        public String name() {
            return text;
        }

        @Override
        public @Nullable String link() {
            return null;
        }

        @Override
        public String kind() {
            return "reading";
        }
    }
}
