/* Stalemate compares its speed and counts with SPIN on this model, which scope "bench" of system kvm follows. Apache-2.0, see LICENSE. */
/* KVM with non-coherent DMA: guest MTRRs, CR0.CD and EPT leaf entries.
 * NV vCPUs; NG guest frames, each covered by one fixed MTRR of type UC or WB.
 * POLICY 0: CD=1 -> WB|IPAT, MTRR writes zap, CD writes don't       (upstream at the time of the thread)
 *        1: CD=1 -> WB, no MTRR zap while CD=1, CD 1->0 zaps frames whose MTRR type isn't WB
 *        2: CD=1 -> WB, no MTRR zap while CD=1, CD 1->0 zaps everything
 */
#ifndef NV
#define NV 2
#endif
#ifndef NG
#define NG 2
#endif
#ifndef POLICY
#define POLICY 0
#endif
#define NONE 0
#define UC   1
#define WB   2
#define WBI  3
#if POLICY == 0
#define CDT WBI
#else
#define CDT WB
#endif

bit dma;
bit en[NV];
bit cd[NV];
bit fix[NV*NG];
byte ept[NG];
hidden byte k;
hidden byte q;

#define MT(v,g)    (en[v] && fix[(v)*NG+(g)] -> WB : UC)
#define FRESH(v,g) (!dma -> WBI : (cd[v] -> CDT : MT(v,g)))

inline zapall() { k = 0; do :: k < NG -> ept[k] = NONE; k++ :: else -> break od }
inline zapnonwb(v) { k = 0; do :: k < NG -> if :: MT(v,k) != WB -> ept[k] = NONE :: else fi; k++ :: else -> break od }
inline check() {
  q = 1; k = 0;
  do :: k < NV -> if :: cd[k] || en[k] != en[0] -> q = 0 :: else fi; k++ :: else -> break od;
  k = NG;
  do :: k < NV*NG -> if :: fix[k] != fix[k%NG] -> q = 0 :: else fi; k++ :: else -> break od;
  k = 0;
  if :: q -> do :: k < NG -> assert(ept[k] == NONE || ept[k] == FRESH(0,k)); k++ :: else -> break od
     :: else fi
}
#if POLICY == 0
#define MZAP(v) true
#else
#define MZAP(v) (!cd[v])
#endif

active [NV] proctype vcpu() {
  byte g;
  do
  :: d_step { en[_pid] = !en[_pid]; if :: dma && MZAP(_pid) -> zapall() :: else fi; check() }
  :: d_step { cd[_pid] = !cd[_pid];
#if POLICY == 1
       if :: dma && !cd[_pid] -> zapnonwb(_pid) :: else fi;
#elif POLICY == 2
       if :: dma && !cd[_pid] -> zapall() :: else fi;
#endif
       check() }
#define PERG(G) :: d_step { fix[_pid*NG+G] = !fix[_pid*NG+G]; if :: dma && en[_pid] && MZAP(_pid) -> ept[G] = NONE :: else fi; check() } \
                :: d_step { ept[G] == NONE -> ept[G] = FRESH(_pid,G); check() }
  PERG(0)
#if NG > 1
  PERG(1)
#endif
#if NG > 2
  PERG(2)
#endif
#if NG > 3
  PERG(3)
#endif
  :: d_step { _pid == 0 -> dma = !dma; zapall(); check() }
  od
}
