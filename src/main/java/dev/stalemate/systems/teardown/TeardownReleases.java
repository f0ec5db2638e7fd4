package dev.stalemate.systems.teardown;

import dev.stalemate.model.Releases;

/** Which releases the designs describe: of Xen with VT-d, and of Linux's groups of devices under VFIO. */
final class TeardownReleases {
    static final Releases ALL = xen().and(linux());

    private TeardownReleases() {}

    private static Releases xen() {
        return new Releases.Table("xen")
                .of("to-host")
                .row("4.12.0", "4.12.1", "8b99f4400b", "694fa9cac8")
                .of("until-empty")
                .row("4.12.2", "4.12.4", "694fa9cac8", null)
                .row("4.13.0", "4.13.3", "319f9a0ba9", "351c890c4a")
                .row("4.14.0", "4.14.2", "319f9a0ba9", "645fcf8a96")
                .row("4.15.0", "4.15.0", "319f9a0ba9", "7b658fd273")
                .of("zero-is-an-end")
                .row("4.13.4", "4.13.4", "351c890c4a", "169a2834ef")
                .row("4.14.3", "4.14.3", "645fcf8a96", "ba45e99aa4")
                .row("4.15.1", "4.15.1", "7b658fd273", "3b98d9f35a")
                .of("region-first")
                .row("4.14.4", "4.14.4", "ba45e99aa4", "faed81ff39")
                .row("4.15.2", "4.15.2", "3b98d9f35a", "aaa6102880")
                .row("4.16.0", "4.16.0", "192aaf7e14", "54e37f44a2")
                .of("own-tables")
                .row("4.13.5", "4.13.5", "169a2834ef", null)
                .row("4.14.5", "4.14.6", "faed81ff39", null)
                .row("4.15.3", "4.15.5", "aaa6102880", "dfafb3ec95")
                .row("4.16.1", "4.16.5", "54e37f44a2", "e481fc9f32")
                .row("4.17.0", "4.17.3", "14dd241aad", "f9e1ed51bd")
                .row("4.18.0", "4.18.0", "14dd241aad", "637da04812")
                .of("phantoms-undone")
                .row("4.15.6", "4.15.7", "dfafb3ec95", null)
                .row("4.16.6", "4.16.6", "e481fc9f32", "10d6cba598")
                .row("4.17.4", "4.17.4", "f9e1ed51bd", "c638866e99")
                .row("4.18.1", "4.18.2", "637da04812", "255d6518ce")
                .row("4.19.0", "4.19.0", "cb4ecb3cc1", "c61d4264d2")
                .of("tracked")
                .row("4.16.7", "4.16.7", "10d6cba598", null)
                .row("4.17.5", "4.17.7", "c638866e99", null)
                .row("4.18.3", "4.18.6", "255d6518ce", null)
                .row("4.19.1", "4.19.6", "c61d4264d2", null)
                .row("4.20.0", "4.22.0", "beadd68b54", null)
                .part("never-unmaps", "unity maps of AMD's IOMMU")
                .row("4.13.0", "4.13.3", "319f9a0ba9", "2357043846")
                .row("4.14.0", "4.14.2", "319f9a0ba9", "19587584f2")
                .row("4.15.0", "4.15.0", "319f9a0ba9", "d39756f053")
                .all();
    }

    private static Releases linux() {
        return new Releases.Table("linux")
                .of("stops-at-error")
                .row("5.19.0", "6.3.8", "0286300e6045", null)
                .of("goes-on")
                .row("6.5.0", "6.19.0", "dcf40ed3a20d", null)
                .all();
    }
}
