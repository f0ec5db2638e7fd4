package dev.stalemate.patch.zaplist;

/** The text of the sketch in C, with a change. */
final class ZapListMutants {
    private static final String CLEAR = "\t\tkvm->arch.mtrr_zapping = false;\n";
    private static final String UNLOCK = "\t\tspin_unlock(&kvm->arch.mtrr_zap_lock);\n";
    private static final String DEL = "\t\t\tlist_del(&range->list);\n";
    private static final String ZAP = "\t\t\tkvm_zap_gfn_range(kvm, range->start, range->end);\n";
    private static final String FREE = "\t\t\tkfree(range);\n";
    private static final String LOCK = "\t\t\tspin_lock(&kvm->arch.mtrr_zap_lock);\n";
    private static final String CLAIM =
            """
            \t\t\tif (!kvm->arch.mtrr_zapping) {
            \t\t\t\tkvm->arch.mtrr_zapping = true;
            \t\t\t\tdo_zap = true;
            \t\t\t}
            """;

    private ZapListMutants() {}

    /** A change by its name in capitals, or of one piece of the text. */
    static String of(String text, String from, String to) {
        return switch (from) {
            case "UNLOCKED-CLEAR" -> text.replace(CLEAR + UNLOCK, UNLOCK + CLEAR);
            case "EARLY-FREE" -> text.replace(ZAP + FREE, FREE + ZAP);
            case "LATE-CLAIM" ->
                text.replace(CLAIM, "")
                        .replace("\n" + UNLOCK, "\n" + UNLOCK + "\t\tif (!range) {\n" + CLAIM + "\t\t}\n");
            case "EARLY-CLEAR" ->
                text.replace(CLEAR, "").replace(DEL, DEL + "\t\t\tif (list_empty(&kvm->arch.mtrr_zap_list))\n" + CLEAR);
            case "UNLOCKED-DEL" -> text.replace(DEL, "").replace(ZAP, DEL + ZAP);
            case "LATE-DEL" -> text.replace(DEL, "").replace(FREE + "\n" + LOCK, LOCK + DEL + FREE);
            case "LATE-DEL-FREED" -> text.replace(DEL, "").replace(FREE + "\n" + LOCK, FREE + LOCK + DEL);
            case "KEPT-POINTER" -> text.replace("\t\t\trange = NULL;\n", "");
            case "kfree(range);LF" -> text.replace(FREE, "");
            case "kfree(range);TAB" -> text.replace("\n\tkfree(range);", "");
            default -> text.replace(from, to);
        };
    }
}
