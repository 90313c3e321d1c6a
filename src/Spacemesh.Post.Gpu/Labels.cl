// Labels of proof of space-time, one work item a label.
// Built with LOOKUP_GAP (a power of two: every LOOKUP_GAP-th chunk of the ROMix table is kept, those between are computed again).

#define RATE_LANES 9
#define LAST_BIT 0x8000000000000000UL

constant ulong ROUND[24] = {
    0x0000000000000001UL, 0x0000000000008082UL, 0x800000000000808AUL, 0x8000000080008000UL, 0x000000000000808BUL, 0x0000000080000001UL,
    0x8000000080008081UL, 0x8000000000008009UL, 0x000000000000008AUL, 0x0000000000000088UL, 0x0000000080008009UL, 0x000000008000000AUL,
    0x000000008000808BUL, 0x800000000000008BUL, 0x8000000000008089UL, 0x8000000000008003UL, 0x8000000000008002UL, 0x8000000000000080UL,
    0x000000000000800AUL, 0x800000008000000AUL, 0x8000000080008081UL, 0x8000000000008080UL, 0x0000000080000001UL, 0x8000000080008008UL,
};

// Keccak-f[1600]; lane (x, y) at x + 5 y.
static void permute(ulong *s)
{
    ulong a00 = s[0]; ulong a10 = s[1]; ulong a20 = s[2]; ulong a30 = s[3]; ulong a40 = s[4];
    ulong a01 = s[5]; ulong a11 = s[6]; ulong a21 = s[7]; ulong a31 = s[8]; ulong a41 = s[9];
    ulong a02 = s[10]; ulong a12 = s[11]; ulong a22 = s[12]; ulong a32 = s[13]; ulong a42 = s[14];
    ulong a03 = s[15]; ulong a13 = s[16]; ulong a23 = s[17]; ulong a33 = s[18]; ulong a43 = s[19];
    ulong a04 = s[20]; ulong a14 = s[21]; ulong a24 = s[22]; ulong a34 = s[23]; ulong a44 = s[24];
    for (int i = 0; i < 24; i++)
    {
        ulong c0 = a00 ^ a01 ^ a02 ^ a03 ^ a04;
        ulong c1 = a10 ^ a11 ^ a12 ^ a13 ^ a14;
        ulong c2 = a20 ^ a21 ^ a22 ^ a23 ^ a24;
        ulong c3 = a30 ^ a31 ^ a32 ^ a33 ^ a34;
        ulong c4 = a40 ^ a41 ^ a42 ^ a43 ^ a44;
        ulong d0 = c4 ^ rotate(c1, 1UL);
        ulong d1 = c0 ^ rotate(c2, 1UL);
        ulong d2 = c1 ^ rotate(c3, 1UL);
        ulong d3 = c2 ^ rotate(c4, 1UL);
        ulong d4 = c3 ^ rotate(c0, 1UL);
        ulong b00 = a00 ^ d0;
        ulong b02 = rotate(a10 ^ d1, 1UL);
        ulong b04 = rotate(a20 ^ d2, 62UL);
        ulong b01 = rotate(a30 ^ d3, 28UL);
        ulong b03 = rotate(a40 ^ d4, 27UL);
        ulong b13 = rotate(a01 ^ d0, 36UL);
        ulong b10 = rotate(a11 ^ d1, 44UL);
        ulong b12 = rotate(a21 ^ d2, 6UL);
        ulong b14 = rotate(a31 ^ d3, 55UL);
        ulong b11 = rotate(a41 ^ d4, 20UL);
        ulong b21 = rotate(a02 ^ d0, 3UL);
        ulong b23 = rotate(a12 ^ d1, 10UL);
        ulong b20 = rotate(a22 ^ d2, 43UL);
        ulong b22 = rotate(a32 ^ d3, 25UL);
        ulong b24 = rotate(a42 ^ d4, 39UL);
        ulong b34 = rotate(a03 ^ d0, 41UL);
        ulong b31 = rotate(a13 ^ d1, 45UL);
        ulong b33 = rotate(a23 ^ d2, 15UL);
        ulong b30 = rotate(a33 ^ d3, 21UL);
        ulong b32 = rotate(a43 ^ d4, 8UL);
        ulong b42 = rotate(a04 ^ d0, 18UL);
        ulong b44 = rotate(a14 ^ d1, 2UL);
        ulong b41 = rotate(a24 ^ d2, 61UL);
        ulong b43 = rotate(a34 ^ d3, 56UL);
        ulong b40 = rotate(a44 ^ d4, 14UL);
        a00 = b00 ^ (~b10 & b20) ^ ROUND[i];
        a10 = b10 ^ (~b20 & b30);
        a20 = b20 ^ (~b30 & b40);
        a30 = b30 ^ (~b40 & b00);
        a40 = b40 ^ (~b00 & b10);
        a01 = b01 ^ (~b11 & b21);
        a11 = b11 ^ (~b21 & b31);
        a21 = b21 ^ (~b31 & b41);
        a31 = b31 ^ (~b41 & b01);
        a41 = b41 ^ (~b01 & b11);
        a02 = b02 ^ (~b12 & b22);
        a12 = b12 ^ (~b22 & b32);
        a22 = b22 ^ (~b32 & b42);
        a32 = b32 ^ (~b42 & b02);
        a42 = b42 ^ (~b02 & b12);
        a03 = b03 ^ (~b13 & b23);
        a13 = b13 ^ (~b23 & b33);
        a23 = b23 ^ (~b33 & b43);
        a33 = b33 ^ (~b43 & b03);
        a43 = b43 ^ (~b03 & b13);
        a04 = b04 ^ (~b14 & b24);
        a14 = b14 ^ (~b24 & b34);
        a24 = b24 ^ (~b34 & b44);
        a34 = b34 ^ (~b44 & b04);
        a44 = b44 ^ (~b04 & b14);
    }

    s[0] = a00; s[1] = a10; s[2] = a20; s[3] = a30; s[4] = a40;
    s[5] = a01; s[6] = a11; s[7] = a21; s[8] = a31; s[9] = a41;
    s[10] = a02; s[11] = a12; s[12] = a22; s[13] = a32; s[14] = a42;
    s[15] = a03; s[16] = a13; s[17] = a23; s[18] = a33; s[19] = a43;
    s[20] = a04; s[21] = a14; s[22] = a24; s[23] = a34; s[24] = a44;
}

// The keyed state of an HMAC: the password, 72 bytes, is one block.
static void keyed(ulong *s, ulong4 commitment, ulong index, ulong pad)
{
    for (int i = 0; i < 25; i++)
        s[i] = i < RATE_LANES ? pad : 0;
    s[0] ^= commitment.x;
    s[1] ^= commitment.y;
    s[2] ^= commitment.z;
    s[3] ^= commitment.w;
    s[4] ^= index;
    permute(s);
}

// The outer hash of an HMAC over the first eight lanes of inner; the result is left there.
static void finish(const ulong *outer, ulong *inner)
{
    ulong s[25];
    for (int i = 0; i < 25; i++)
        s[i] = outer[i] ^ (i < 8 ? inner[i] : 0);
    s[8] ^= 1UL | LAST_BIT;
    permute(s);
    for (int i = 0; i < 8; i++)
        inner[i] = s[i];
}

#define ROWS(a, b, c, d) \
    a += b; d = rotate(d ^ a, (uint4)(16)); c += d; b = rotate(b ^ c, (uint4)(12)); \
    a += b; d = rotate(d ^ a, (uint4)(8)); c += d; b = rotate(b ^ c, (uint4)(7));

// ChaCha20/8 with feed-forward on four rows.
#define CORE(r0, r1, r2, r3) \
    { \
        uint4 a = r0, b = r1, c = r2, d = r3; \
        for (int i = 0; i < 4; i++) \
        { \
            ROWS(a, b, c, d) \
            b = b.yzwx; c = c.zwxy; d = d.wxyz; \
            ROWS(a, b, c, d) \
            b = b.wxyz; c = c.zwxy; d = d.yzwx; \
        } \
        r0 += a; r1 += b; r2 += c; r3 += d; \
    }

#define CHUNK_MIX(x) \
    x##0 ^= x##4; x##1 ^= x##5; x##2 ^= x##6; x##3 ^= x##7; \
    CORE(x##0, x##1, x##2, x##3) \
    x##4 ^= x##0; x##5 ^= x##1; x##6 ^= x##2; x##7 ^= x##3; \
    CORE(x##4, x##5, x##6, x##7)

// Chunks of one work item lie one after the other: a chunk is read as whole memory lines.
kernel void labels(
    const ulong4 commitment, const ulong first, const uint n, const uint lanes_per_table,
    global uint4 *table0, global uint4 *table1, global uint4 *table2, global uint4 *table3,
    global ulong4 *output)
{
    const uint lane = get_global_id(0);
    const ulong index = first + lane;
    const uint which = lane / lanes_per_table;
    global uint4 *table = which == 0 ? table0 : which == 1 ? table1 : which == 2 ? table2 : table3;
    const uint kept = (n + LOOKUP_GAP - 1) / LOOKUP_GAP;
    table += (size_t)(lane - which * lanes_per_table) * kept * 8;

    ulong inner[25], outer[25], s[25];
    uint4 chunk[8];
    keyed(inner, commitment, index, 0x3636363636363636UL);
    keyed(outer, commitment, index, 0x5c5c5c5c5c5c5c5cUL);
    for (uint block = 1; block <= 2; block++)
    {
        for (int i = 0; i < 25; i++)
            s[i] = inner[i];
        s[0] ^= ((ulong)block << 24) | (1UL << 32);
        s[8] ^= LAST_BIT;
        permute(s);
        finish(outer, s);
        for (int i = 0; i < 4; i++)
            chunk[(block - 1) * 4 + i] = (uint4)((uint)s[2 * i], (uint)(s[2 * i] >> 32), (uint)s[2 * i + 1], (uint)(s[2 * i + 1] >> 32));
    }

    uint4 x0 = chunk[0], x1 = chunk[1], x2 = chunk[2], x3 = chunk[3], x4 = chunk[4], x5 = chunk[5], x6 = chunk[6], x7 = chunk[7];
    for (uint i = 0; i < n; i++)
    {
        if (i % LOOKUP_GAP == 0)
        {
            global uint4 *row = table + (size_t)(i / LOOKUP_GAP) * 8;
            row[0] = x0; row[1] = x1; row[2] = x2; row[3] = x3; row[4] = x4; row[5] = x5; row[6] = x6; row[7] = x7;
        }

        CHUNK_MIX(x)
    }

    for (uint i = 0; i < n; i++)
    {
        const uint j = x4.x & (n - 1);
        global const uint4 *row = table + (size_t)(j / LOOKUP_GAP) * 8;
        uint4 v0 = row[0], v1 = row[1], v2 = row[2], v3 = row[3], v4 = row[4], v5 = row[5], v6 = row[6], v7 = row[7];
#if LOOKUP_GAP > 1
        for (uint k = j % LOOKUP_GAP; k > 0; k--)
        {
            CHUNK_MIX(v)
        }
#endif
        x0 ^= v0; x1 ^= v1; x2 ^= v2; x3 ^= v3; x4 ^= v4; x5 ^= v5; x6 ^= v6; x7 ^= v7;
        CHUNK_MIX(x)
    }

    chunk[0] = x0; chunk[1] = x1; chunk[2] = x2; chunk[3] = x3; chunk[4] = x4; chunk[5] = x5; chunk[6] = x6; chunk[7] = x7;
    for (int i = 0; i < 25; i++)
        s[i] = inner[i];
    for (int i = 0; i < RATE_LANES; i++)
        s[i] ^= (i & 1) ? (ulong)chunk[i / 2].z | ((ulong)chunk[i / 2].w << 32) : (ulong)chunk[i / 2].x | ((ulong)chunk[i / 2].y << 32);
    permute(s);
    for (int i = RATE_LANES; i < 16; i++)
        s[i - RATE_LANES] ^= (i & 1) ? (ulong)chunk[i / 2].z | ((ulong)chunk[i / 2].w << 32) : (ulong)chunk[i / 2].x | ((ulong)chunk[i / 2].y << 32);
    s[7] ^= (1UL << 24) | (1UL << 32);
    s[8] ^= LAST_BIT;
    permute(s);
    finish(outer, s);
    output[lane] = (ulong4)(s[0], s[1], s[2], s[3]);
}
