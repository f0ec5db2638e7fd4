// SPDX-License-Identifier: GPL-2.0
/*
 * ncdma: what the lab needs of KVM and user space can't ask for.
 *
 * Debian kernels are built without CONFIG_VFIO_NOIOMMU, so a VM cannot be
 * given "non-coherent DMA" from userspace on a machine without an IOMMU.
 * This module makes the very call that the KVM VFIO device makes
 * (kvm_arch_register_noncoherent_dma), and also dumps the EPT that KVM has
 * built for a vCPU so that a test does not have to trust the trace alone.
 *
 * /dev/ncdma ioctls (arg = fd of a KVM VM unless noted):
 *   0xE0 register one non-coherent DMA user
 *   0xE1 unregister one
 *   0xE2 return kvm_arch_has_noncoherent_dma()
 *   0xE3 arg = struct ncdma_dump *: the EPT leaves of one vCPU, as struct leaf
 */
#include <linux/module.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/kvm_host.h>

struct ncdma_dump {
	__s32 vm_fd;
	__u32 len;	/* in: room in buf; out: bytes used */
	__u64 buf;
	__u32 vcpu;	/* index: whose EPT root to walk */
	__u32 pad;
};

struct leaf {
	u64 gfn, level, spte;
};

struct out {
	struct leaf *leaves;
	u32 count, room;
};

static void walk(struct out *o, u64 hpa, int level, u64 gfn)
{
	u64 *table = phys_to_virt(hpa & 0x000ffffffffff000ULL);
	int i;

	for (i = 0; i < 512; i++) {
		u64 e = READ_ONCE(table[i]);
		u64 g = gfn + ((u64)i << ((level - 1) * 9));

		if (!(e & 7))
			continue;
		if (level > 1 && !(e & 0x80))
			walk(o, e, level - 1, g);
		else if (o->count < o->room)
			o->leaves[o->count++] = (struct leaf){ g, level, e };
	}
}

static long dump(struct kvm *kvm, struct ncdma_dump *d)
{
	struct kvm_vcpu *vcpu = NULL;
	struct out o = { .room = min_t(u32, d->len / sizeof(struct leaf), 1 << 16) };
	hpa_t root;
	long ret = 0;

	if (d->vcpu < atomic_read(&kvm->online_vcpus))
		vcpu = kvm_get_vcpu(kvm, d->vcpu);
	if (!vcpu)
		return -ENOENT;
	o.leaves = vzalloc(array_size(o.room, sizeof(struct leaf)));
	if (!o.leaves)
		return -ENOMEM;
	root = vcpu->arch.root_mmu.root.hpa;
	if (VALID_PAGE(root))
		walk(&o, root, vcpu->arch.root_mmu.root_role.level, 0);
	d->len = o.count * sizeof(struct leaf);
	if (copy_to_user((void __user *)d->buf, o.leaves, d->len))
		ret = -EFAULT;
	vfree(o.leaves);
	return ret;
}

static long ncdma_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct ncdma_dump d = { .vm_fd = (int)arg };
	struct kvm *kvm;
	struct file *vf;
	long ret = 0;

	if (cmd == 0xE3 && copy_from_user(&d, (void __user *)arg, sizeof(d)))
		return -EFAULT;
	vf = fget(d.vm_fd);
	if (!vf)
		return -EBADF;
	if (!file_is_kvm(vf)) {
		ret = -EINVAL;
		goto out;
	}
	kvm = vf->private_data;
	switch (cmd) {
	case 0xE0:
		kvm_arch_register_noncoherent_dma(kvm);
		break;
	case 0xE1:
		kvm_arch_unregister_noncoherent_dma(kvm);
		break;
	case 0xE2:
		ret = kvm_arch_has_noncoherent_dma(kvm);
		break;
	case 0xE3:
		ret = dump(kvm, &d);
		if (!ret && copy_to_user((void __user *)arg, &d, sizeof(d)))
			ret = -EFAULT;
		break;
	default:
		ret = -ENOTTY;
	}
out:
	fput(vf);
	return ret;
}

static const struct file_operations ncdma_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = ncdma_ioctl,
};

static struct miscdevice ncdma_dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ncdma",
	.fops = &ncdma_fops,
};

module_misc_device(ncdma_dev);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("register non-coherent DMA on a KVM VM and dump its EPT");
