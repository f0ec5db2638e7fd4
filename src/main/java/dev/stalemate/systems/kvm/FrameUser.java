package dev.stalemate.systems.kvm;

/** Which device really uses a frame by DMA, whether or not KVM was told of it. */
enum FrameUser {
    /** None. */
    NOBODY("nobody"),
    /** One whose DMA snoops caches. */
    SNOOPING("a snooping device"),
    /** One whose DMA does not. */
    NON_SNOOPING("a non-snooping device");

    private final String text;

    FrameUser(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
