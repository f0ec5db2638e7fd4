package dev.stalemate.systems.xen.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenRelease;
import dev.stalemate.systems.xen.design.XenReleases;
import dev.stalemate.systems.xen.domain.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.Pins;
import dev.stalemate.systems.xen.leaf.WideTables;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Xen's EPT at full width: four levels of 512 entries, leaves of 4K, 2M and 1G, 40-bit addresses. */
class XenWideProperties {
    private static final int LENGTH = 120;
    private static final int[] TYPES = {0, 1, 4, 5, 6};

    /** 4.17.7 with the two faults repaired that the claims know of: X1b, and R3. */
    private static class Repaired extends XenRelease {
        Repaired() {
            super("repaired", "xen-4.17.7 without what X1b and R3 are about");
        }

        @Override
        public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
            XenDesigns.REVOCATION_REACHES.rangeDenied(domain, flushPermittedBefore, change);
        }

        @Override
        public int guestType(MtrrRegisters mtrrs, long address, int order) {
            return XenDesigns.SPLIT_EXACTLY.guestType(mtrrs, address, order);
        }
    }

    private static @Nullable String run(XenDesign design, @Nullable EptFactory tables, boolean iommu, long seed) {
        WideXen xen = new WideXen(design, tables, iommu, seed);
        for (int i = 0; i < LENGTH; i++) {
            xen.step();
            if (i % 20 == 19) {
                String wrong = xen.wrong();
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    @Property(tries = 40)
    void everyUnmarkedLeafHasTheTypeThatItWouldGetNow(@ForAll boolean iommu, @ForAll long seed) {
        assertThat(run(new Repaired(), null, iommu, seed)).isNull();
    }

    /** The runs are long enough for what can go wrong. */
    @Property(tries = 1)
    void whatIsWrongIsFound() {
        Map<String, XenDesign> wrong = Map.of(
                "4.17.7's large pages, R3",
                        new Repaired() {
                            @Override
                            public int guestType(MtrrRegisters mtrrs, long address, int order) {
                                return XenMtrrs.type(mtrrs, address, order);
                            }
                        },
                "4.17.7's revocation, X1b",
                        new Repaired() {
                            @Override
                            public void rangeDenied(Hvm domain, boolean before, TypeChange change) {}
                        },
                "no call at the first range, X3",
                        new Repaired() {
                            @Override
                            public void rangePermitted(Hvm domain, boolean before, TypeChange change) {}
                        },
                "pins that mark nothing",
                        new Repaired() {
                            @Override
                            public void pinned(Hvm domain, Pins.Answer answer, MemType type, TypeChange change) {}
                        },
                "pins again that mark nothing",
                        new Repaired() {
                            @Override
                            public void pinned(Hvm domain, Pins.Answer answer, MemType type, TypeChange change) {
                                XenReleases.XEN_4_17_0.pinned(domain, answer, type, change);
                            }
                        },
                "MTRR writes that mark nothing",
                        new Repaired() {
                            @Override
                            public void mtrrWritten(Hvm domain, boolean fromSaveRecord, TypeChange change) {}
                        });
        wrong.forEach((what, design) -> assertThat(found(design, null)).as(what).isTrue());
        assertThat(found(new Repaired(), types -> new EptTables(4, 9, new WideTables(9), types, Costs.NONE) {
                    @Override
                    protected void markTable(int level, long table) {
                        if (level >= 2) {
                            super.markTable(level, table);
                        }
                    }
                }))
                .as("marks that get no further than two levels")
                .isTrue();
    }

    private static boolean found(XenDesign design, @Nullable EptFactory tables) {
        for (long seed = 0; seed < 100; seed++) {
            if (run(design, tables, seed % 2 == 0, seed) != null) {
                return true;
            }
        }
        return false;
    }

    /** A touch costs one exit at most, and a second touch of the same frame none. */
    @Property(tries = 20)
    void aFrameThatWasTouchedIsResolved(@ForAll long seed) {
        WideXen xen = new WideXen(new Repaired(), null, true, seed);
        Random random = new Random(seed);
        for (int i = 0; i < LENGTH; i++) {
            xen.step();
            long gfn = random.nextBoolean() ? 0x40000 + random.nextInt(1 << 18) : random.nextInt(0xA00);
            int before = xen.exits();
            xen.domain.touch(0, gfn);
            assertThat(xen.exits() - before).isBetween(0, 1);
            int after = xen.exits();
            xen.domain.touch(0, gfn);
            assertThat(xen.exits()).isEqualTo(after);
        }
    }

    /** The look-up of one frame is the SDM's wherever that says something; of a page, it splits too often or, R3, too seldom. */
    @Property(tries = 2_000)
    void theLookUpOfOneFrameIsTheSdms(@ForAll long seed) {
        Random random = new Random(seed);
        MtrrState mtrrs = new MtrrState(WideXen.MAXPHYADDR, 8);
        mtrrs.wrmsr(0x2FF, 0xC06);
        for (int pair = 0; pair < 4; pair++) {
            long size = 0x1000L << random.nextInt(8);
            long base = ((long) random.nextInt(256) << 12) & -size;
            long mask = -size & ((1L << WideXen.MAXPHYADDR) - 1);
            mtrrs.wrmsr(0x200 + 2 * pair, base | TYPES[random.nextInt(TYPES.length)]);
            mtrrs.wrmsr(0x201 + 2 * pair, mask | 0x800);
        }
        for (long address = 0x100000; address < 0x200000; address += 0x1000) {
            MemType sdm = Mtrrs.type(mtrrs, address);
            if (sdm != null) {
                assertThat(XenMtrrs.type(mtrrs, address, 0)).isEqualTo(sdm.code());
            }
        }
        LargePage page = Mtrrs.large(mtrrs, 0x400000, 9);
        assertThat(page.type()).isEqualTo(MemType.WB);
        assertThat(XenMtrrs.type(mtrrs, 0x400000, 9)).isEqualTo(MemType.WB.code());
    }
}
