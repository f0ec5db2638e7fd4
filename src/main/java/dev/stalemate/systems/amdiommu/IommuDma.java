package dev.stalemate.systems.amdiommu;

import dev.stalemate.paging.IoPageTables;

/** What devices and the IOMMU do by themselves: DMA, and what the IOMMU learns and forgets by it. */
final class IommuDma {
    private final IommuFields fields;
    private final IoPageTables tables;

    IommuDma(IommuFields fields) {
        this.fields = fields;
        this.tables = fields.tables;
    }

    /** A device's DMA: the IOMMU reads the entry unless it has a copy, then the tables unless it has the translation. */
    void dma(long[] s, int dev, int d) {
        fields.costs.dmas.add(s, 1);
        if (!hasCopy(s, dev)) {
            if (fields.dte.translates(s, dev)) {
                fields.copy.set(
                        s,
                        dev,
                        IommuFields.CACHED,
                        fields.dte.root.get(s, dev),
                        fields.dte.mode.get(s, dev),
                        fields.dte.id.get(s, dev));
            } else {
                fields.copy.set(s, dev, IommuFields.CACHED_OFF, 0, 0, 0);
            }
        }
        if (fields.copy.translates(s, dev) && !fields.iotlb.has(s, fields.copy.id.get(s, dev), d)) {
            int target = tables.walk(s, fields.copy.root.get(s, dev), fields.copy.mode.get(s, dev), d);
            if (target != IoPageTables.FAULT) {
                fields.iotlb.keep(s, fields.copy.id.get(s, dev), d, target);
            }
            fields.costs.walks.add(s, 1);
            fields.costs.levelsWalked.add(s, tables.walked());
        }
    }

    /** Whether a DMA changes what the IOMMU knows. */
    boolean isNews(long[] s, int dev, int d) {
        if (!hasCopy(s, dev)) {
            return true;
        }
        return fields.copy.translates(s, dev)
                && !fields.iotlb.has(s, fields.copy.id.get(s, dev), d)
                && tables.walk(s, fields.copy.root.get(s, dev), fields.copy.mode.get(s, dev), d) != IoPageTables.FAULT;
    }

    boolean hasCopy(long[] s, int dev) {
        return fields.copy.valid.get(s, dev) != IommuFields.UNCACHED;
    }

    /** The IOMMU forgets its copy of an entry. */
    void evict(long[] s, int dev) {
        fields.copy.set(s, dev, IommuFields.UNCACHED, 0, 0, 0);
    }
}
