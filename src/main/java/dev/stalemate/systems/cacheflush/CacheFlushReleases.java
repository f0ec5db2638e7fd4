package dev.stalemate.systems.cacheflush;

import dev.stalemate.model.Releases;

/** Which releases of Xen, and of KVM, the designs describe. */
final class CacheFlushReleases {
    private static final String KVM = "f5f48ee15c2e";

    static final Releases ALL = xen().and(kvm());

    private CacheFlushReleases() {}

    private static Releases xen() {
        return new Releases.Table("xen")
                .of(CacheFlushDesign.FLUSHED_UNSCRUBBED.name())
                .row("4.10.0", "4.12.4", "307c3be3cc", null)
                .row("4.13.0", "4.13.2", "307c3be3cc", "ab995b6af9")
                .row("4.14.0", "4.14.1", "307c3be3cc", "9f357fe3e4")
                .of(CacheFlushDesign.DIRECTMAP_FOLLOWS.name())
                .row("4.13.3", "4.13.4", "ab995b6af9", "f9ae12fc10")
                .row("4.14.2", "4.14.5", "9f357fe3e4", "82ba97ec6b")
                .row("4.15.0", "4.15.2", "3b1cc15f19", "a851dbce68")
                .row("4.16.0", "4.16.1", "3b1cc15f19", "dc020d8d1b")
                .of(CacheFlushDesign.SKIPS_TOP.name())
                .row("4.13.5", "4.13.5", "f9ae12fc10", null)
                .row("4.14.6", "4.14.6", "82ba97ec6b", null)
                .row("4.15.3", "4.15.5", "a851dbce68", "0517763e77")
                .row("4.16.2", "4.16.5", "dc020d8d1b", "d720c2310a")
                .row("4.17.0", "4.17.2", "c1c9cae3a9", "d31e5b2a9c")
                .of(CacheFlushDesign.FLUSHES_ONE_CPU.name())
                .row("4.15.6", "4.15.7", "0517763e77", null)
                .row("4.16.6", "4.16.7", "d720c2310a", null)
                .row("4.17.3", "4.17.7", "d31e5b2a9c", null)
                .row("4.18.0", "4.18.4", "9a216e92de", "562af755b1")
                .row("4.19.0", "4.19.2", "9a216e92de", "a71c40d335")
                .row("4.20.0", "4.20.0", "9a216e92de", "a60e953080")
                .of(CacheFlushDesign.INSTRUCTION_ONE_CPU.name())
                .row("4.18.5", "4.18.6", "562af755b1", null)
                .of(CacheFlushDesign.FLUSHES_EVERY_CPU.name())
                .row("4.19.3", "4.19.6", "a71c40d335", null)
                .row("4.20.1", "4.20.4", "a60e953080", null)
                .row("4.21.0", "4.22.0", "b0f8bf8605", null)
                .all();
    }

    private static Releases kvm() {
        return new Releases.Table("linux")
                .part(CacheFlushDesign.KVM_NOTED.name(), "WBINVD of guests")
                .row("4.4.0", "4.4.155", KVM, null)
                .row("4.9.0", "5.9.16", KVM, null)
                .row("5.10.0", "5.10.13", KVM, null)
                .row("5.11.0", "5.14.21", KVM, null)
                .row("5.15.0", "5.15.215", KVM, null)
                .row("5.16.0", "6.0.19", KVM, null)
                .row("6.2.0", "6.5.13", KVM, null)
                .row("6.6.0", "6.6.150", KVM, null)
                .row("6.7.0", "6.11.11", KVM, null)
                .row("6.13.0", "6.17.13", KVM, null)
                .row("6.18.0", "6.18.33", KVM, null)
                .row("6.19.0", "6.19.0", KVM, null)
                .all();
    }
}
