/* The same model by hand in C: tiles of trajectories side by side, week by week, in single precision.
 *
 * Lines in capitals between at-signs are written by benchmarks/peers/c_peer.py from the program of a week.
 */
#include <math.h>
#include <stdint.h>

#define SIMD _Pragma("omp simd")

static inline uint32_t mixed(uint32_t word) { return word ^ (word >> 16); }

/* Giles (2012) at the upper bits of pcg3d (Jarzynski and Olano 2020), as in fineline.scenario.normals. */
static inline float normal(uint32_t place, uint32_t first, uint32_t second) {
    uint32_t x = place * 1664525u + 1013904223u, y = first * 1664525u + 1013904223u, z = second * 1664525u + 1013904223u;
    x += y * z;
    y += z * x;
    z += x * y;
    x = mixed(x);
    y = mixed(y);
    z = mixed(z);
    const int32_t word = (int32_t)((x + y * z) >> 9);
    const float share = ((float)word + 0.5f) * 0x1p-23f;
    const float w = -logf(4.0f * share * (1.0f - share));
    const float a = w - 2.5f, b = sqrtf(w) - 3.0f;
    const float centre = @CENTRE@;
    const float tail = @TAIL@;
    return 1.41421356f * (2.0f * share - 1.0f) * (w < 5.0f ? centre : tail);
}

void simulate(int64_t count, int64_t block, int64_t weeks, int64_t draws, const float *start, const float *parameters,
              const float *levers, int64_t lever_stride, const float *weekly, const uint32_t *addresses, float *out) {
    const int64_t further = lround((double)draws * @GOLDEN@) | 1;
#pragma omp parallel for schedule(dynamic) num_threads(@THREADS@)
    for (int64_t first = 0; first < count; first += TILE) {
        float S[@STOCKS@][TILE] __attribute__((aligned(64))), K[@KEPT@][TILE] __attribute__((aligned(64)));
        float F[@FIXED@][TILE] __attribute__((aligned(64))), Z[@SHOCKS@][TILE] __attribute__((aligned(64)));
        const uint32_t place = (uint32_t)(first % block);
        for (int i = 0; i < TILE; i++) {
            const int64_t d = (first + i + (first + i) / draws % draws * further) % draws;
@GIVEN@
@FIXED_LINES@
@STORE_FIXED@
        }
        for (int64_t t = 0; t < weeks; t++) {
@BY_WEEK@
            const uint32_t *address = addresses + ((first / block) * weeks + t) * @PROCESSES@ * 2;
            SIMD for (int i = 0; i < TILE; i++) {
@DRAW@
            }
            SIMD for (int i = 0; i < TILE; i++) {
@LOAD@
@LINES@
@STORE@
            }
        }
        for (int k = 0; k < @KEPT@; k++)
            for (int i = 0; i < TILE; i++) out[k * count + first + i] = K[k][i];
    }
}
