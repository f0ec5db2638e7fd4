/* trace.c - counts VM exits by Xen's trace buffer of the one physical CPU. */
#include "xlab.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <xen/trace.h>

#define PAGES 64
#define REASONS 128
#define POLLING 18 /* VMCALL: the guest looks for its next command */

static struct t_buf *buffer;
static unsigned char *records;
static uint32_t size;
static unsigned exits[REASONS];
static char about[100];

void trace_start(xc_interface *xch)
{
	unsigned long mfn, bytes;
	struct t_info *info;
	xen_pfn_t frames[1024];
	int i;

	if (xc_tbuf_set_evt_mask(xch, TRC_HVM) || xc_tbuf_enable(xch, PAGES, &mfn, &bytes)) {
		snprintf(about, sizeof about, "# no trace buffers: %s", strerror(errno));
		return;
	}
	info = xc_map_foreign_range(xch, DOMID_XEN, bytes, PROT_READ, mfn);
	if (info) {
		for (i = 0; i < info->tbuf_size; i++)
			frames[i] = ((uint32_t *)info + info->mfn_offset[0])[i];
		buffer = xc_map_foreign_pages(xch, DOMID_XEN, PROT_READ | PROT_WRITE, frames, info->tbuf_size);
	}
	if (!buffer) {
		snprintf(about, sizeof about, "# no trace buffers: they can't be mapped");
		return;
	}
	records = (unsigned char *)(buffer + 1);
	size = info->tbuf_size * XC_PAGE_SIZE - sizeof *buffer;
	snprintf(about, sizeof about, "# trace buffer: %u pages", info->tbuf_size);
}

const char *trace_about(void)
{
	return about;
}

static uint32_t word(uint32_t offset)
{
	return *(uint32_t *)(records + offset % size);
}

void trace_forget(void)
{
	memset(exits, 0, sizeof exits);
}

void trace_count(void)
{
	uint32_t cons, prod;

	trace_forget();
	if (!buffer)
		return;
	cons = buffer->cons;
	prod = buffer->prod;
	__sync_synchronize();
	while (cons != prod) {
		/* A record: header, time if its bit 31 is set, up to seven more words. */
		uint32_t offset = cons % size, header = word(offset), event = header & 0xfffffff;
		uint32_t extra = offset + 4 + (header >> 31 ? 8 : 0);

		if (event == TRC_HVM_VMEXIT || event == TRC_HVM_VMEXIT64) {
			uint32_t reason = word(extra) & 0xffff;

			exits[reason < REASONS ? reason : REASONS - 1]++;
		}
		cons += 4 + (header >> 31 ? 8 : 0) + ((header >> 28) & 7) * 4;
		if (cons >= 2 * size)
			cons -= 2 * size;
	}
	buffer->cons = cons;
}

const char *trace_exits(void)
{
	static const char *const names[REASONS] = {
		[28] = "CR/", [32] = "WRMSR/", [48] = "EPT_VIOLATION/", [49] = "EPT_MISCONFIG/"
	};
	static char text[600];
	int i;
	size_t n = 0;

	text[0] = 0;
	for (i = 0; i < REASONS && n < sizeof text - 40; i++)
		if (exits[i] && i != POLLING)
			n += snprintf(text + n, sizeof text - n, "%s%s%d*%u", n ? " " : "", names[i] ? names[i] : "", i, exits[i]);
	return text;
}
