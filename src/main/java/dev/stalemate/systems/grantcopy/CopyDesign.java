package dev.stalemate.systems.grantcopy;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** Which page a copy holds if its grant is in use already (acquire_grant_for_copy()), and Xen's designs of it. */
final class CopyDesign extends ChosenDesign<CopyDesign> {
    /** What a copy does that needs more rights to a grant than those that use it have. */
    enum Again {
        /** It reads the entry again, and holds the page that it finds there. */
        READ,
        /** The same of each copy that writes, whatever rights those that use the grant have. */
        READ_BY_WRITES,
        /** The same; the copy fails if it is another page than the one in use. */
        CHECKED,
        /** It holds the page in use, and does not read the entry again. */
        HELD
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Again> AGAIN = WAYS.choice(
            "again", Again.class, Again.READ, "what a copy does that needs more rights than a grant in use has");
    static final Setting<Boolean> TYPED =
            WAYS.flag("typed", true, "whether a copy takes the type of the page that it holds before it writes");
    static final Setting<Boolean> CHECKS_OWNER =
            WAYS.flag("checks-owner", true, "whether a copy looks whether the page that it finds is still the guest's");

    static final ChosenDesigns<CopyDesign> ALL = new ChosenDesigns<>(CopyDesign.class, CopyDesign::new, WAYS);

    static final CopyDesign READ_AGAIN = ALL.design(
            "read-again",
            "d8cbecb1ee to 61b0a59ce2 (XSA-500; Xen 4.2 to 4.21.1): the page is that of the entry, the MFN is that of the grant in use");
    static final CopyDesign CHECKED = READ_AGAIN
            .as(
                    "checked",
                    "since 61b0a59ce2 (XSA-500): a copy fails if the entry names another page than the grant in use")
            .with(AGAIN, Again.CHECKED);
    static final CopyDesign HELD =
            READ_AGAIN.as("held", "a copy holds the page of the grant in use").with(AGAIN, Again.HELD);

    final Again again = get(AGAIN);
    final boolean typed = get(TYPED);
    final boolean checksOwner = get(CHECKS_OWNER);

    private CopyDesign(Choice<CopyDesign> choice) {
        super(choice);
    }
}
