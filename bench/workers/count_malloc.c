/* Counts the blocks and bytes that a program takes from the C allocator. Preloaded with LD_PRELOAD. */

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static _Atomic uint64_t allocations;
static _Atomic int64_t live_bytes;

/* The number of blocks allocated or resized so far. */
uint64_t bench_allocations(void)
{
    return atomic_load_explicit(&allocations, memory_order_relaxed);
}

/* The bytes allocated and not yet freed, with the allocator's rounding. */
int64_t bench_live_bytes(void)
{
    return atomic_load_explicit(&live_bytes, memory_order_relaxed);
}

static void *counted(void *block)
{
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&live_bytes, (int64_t)malloc_usable_size(block), memory_order_relaxed);
    return block;
}

static void forget(void *block)
{
    atomic_fetch_sub_explicit(&live_bytes, (int64_t)malloc_usable_size(block), memory_order_relaxed);
}

void *malloc(size_t size)
{
    return counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    const int64_t before = (int64_t)malloc_usable_size(block);
    void *moved = __libc_realloc(block, size);
    /* A failed realloc leaves the old block as it was. */
    if (moved == NULL && size != 0)
        return NULL;
    atomic_fetch_sub_explicit(&live_bytes, before, memory_order_relaxed);
    return counted(moved);
}

void *memalign(size_t alignment, size_t size)
{
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *allocated = memalign(alignment, size);
    if (allocated == NULL)
        return ENOMEM;
    *block = allocated;
    return 0;
}

void free(void *block)
{
    forget(block);
    __libc_free(block);
}
