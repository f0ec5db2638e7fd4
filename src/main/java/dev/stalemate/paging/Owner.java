package dev.stalemate.paging;

/** The owner of a machine frame, for questions of isolation. */
public enum Owner {
    /** The guest's that is being checked. */
    GUEST,
    /** It has no owner: it is with the allocator again. */
    FREE,
    /** Given to another guest, which has not written to it. */
    OTHER,
    /** Another guest's, with its data in it: from here on a retained mapping is a leak. */
    OTHER_WROTE;

    private static final Owner[] ALL = values();

    /** How many there are. */
    public static final int COUNT = ALL.length;

    /** The number that states store. */
    @SuppressWarnings("EnumOrdinal") // states are never kept longer than the code that wrote them
    public int number() {
        return ordinal();
    }

    /** The owner of a number, without a copy of the array. */
    public static Owner of(int number) {
        return ALL[number];
    }

    /** As states print it. */
    public static String text(int number) {
        return text(number, "guest");
    }

    /** The same of users that are something else, such as processes. */
    static String text(int number, String user) {
        return switch (of(number)) {
            case GUEST -> user;
            case FREE -> "free";
            case OTHER -> "other " + user;
            case OTHER_WROTE -> "other " + user + ", written";
        };
    }
}
