package dev.stalemate.systems.zaplist;

import com.google.common.collect.ImmutableList;

/**
 * What a vCPU runs when its MTRRs change: places, each before a call, and which place follows each answer. Local variables other than
 * pointers to entries are in the places.
 *
 * @param places all places, by number
 * @param starts where an update begins; the place of set number i is at index i: bit r of i + 1 is set if range r changes. Only the last is
 *     used if all ranges change every time. {@link #RETURNED} if the update makes no call
 * @param pointers how many local pointers there are at most
 */
public record UpdateCode(ImmutableList<Place> places, ImmutableList<Integer> starts, int pointers) {
    /** Instead of a place: the function has returned. */
    public static final int RETURNED = -1;

    /** The answer of a list: its end. */
    public static final int HEAD = -1;

    /** What can be called, and what can be accessed. */
    public enum Call {
        KMALLOC("kmalloc"),
        KFREE("kfree"),
        LOCK("spin_lock"),
        TRY_LOCK("spin_trylock"),
        UNLOCK("spin_unlock"),
        ZAP("kvm_zap_gfn_range"),
        FIRST("list_first_entry"),
        NEXT("list_next_entry"),
        EMPTY("list_empty"),
        ADD("list_add"),
        ADD_TAIL("list_add_tail"),
        DEL("list_del"),
        /** Of mtrr_zapping: the answer is its value. */
        FLAG("mtrr_zapping"),
        /** Of an entry's start and end: the answer is 1 + its range, or 0 for a range that no update changes. */
        ENTRY("mtrr_zap_range"),
        /** The function did something wrong. */
        FAULT("fault");

        private final String text;

        Call(String text) {
            this.text = text;
        }

        /** As it is written in C. */
        public String text() {
            return text;
        }
    }

    /**
     * Where a vCPU stands.
     *
     * @param call what it does next
     * @param pointer the local pointer that the call is about; -1 if it is about none
     * @param ranges of a zap: bit r is set if range r is zapped
     * @param marked whether it is an access such as READ_ONCE()
     * @param step the call with its line, as a run prints it
     * @param label as a state prints it, the same at no other place
     * @param says of a fault: what is wrong
     * @param branches what follows the answers, each once; of a list also what follows if the entry is in no live pointer
     * @param live bit p is set if local pointer p matters from here on
     */
    public record Place(
            Call call,
            int pointer,
            int ranges,
            boolean marked,
            String step,
            String label,
            String says,
            ImmutableList<Branch> branches,
            int live) {
        /** Whether an answer leads back to the place, with nothing changed. */
        boolean waits(int self) {
            return branches.stream().anyMatch(b -> b.isWait(self));
        }

        /** Whether the call may write what it accesses. */
        boolean writes() {
            return branches.stream().anyMatch(b -> b.flag >= 0 || !b.contents.isEmpty());
        }
    }

    /**
     * What follows an answer.
     *
     * @param answer a value; of a list {@link #HEAD}, or the local pointer that the entry is in; of kmalloc() the pointer that it will be in
     * @param isNew whether the entry is in no live pointer before: the answer is the pointer that it will be in
     * @param to the next place
     * @param flag what mtrr_zapping becomes; -1 if it is not written
     * @param contents what entries become
     */
    public record Branch(int answer, boolean isNew, int to, int flag, ImmutableList<Content> contents) {
        boolean isWait(int self) {
            return to == self && flag < 0 && contents.isEmpty();
        }
    }

    /** The entry of a local pointer gets a range: 1 + its number, or 0 for one that no update changes. */
    public record Content(int pointer, int range) {}

    /** The label of an idle vCPU, and of each place. */
    ImmutableList<String> labels() {
        ImmutableList.Builder<String> labels = ImmutableList.builder();
        labels.add("idle");
        places.forEach(place -> labels.add(place.label()));
        return labels.build();
    }
}
