using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Proving;

/// <summary>The AES keys of a range of nonces, expanded (spec 02 §6.2). Read by several threads.</summary>
internal sealed unsafe class NonceKeys : IDisposable
{
    private const int EagerLength = (Aes128Schedule.Rounds + 1) * IScanKernel.KeyStride;

    private readonly NativeBlock _memory;

    /// <param name="challenge">What is proved.</param>
    /// <param name="firstNonce">A multiple of 16.</param>
    /// <param name="pows">The proof of work of each group from the first nonce on.</param>
    public NonceKeys(Hash32 challenge, uint firstNonce, IReadOnlyList<ulong> pows)
    {
        FirstNonce = firstNonce;
        GroupCount = pows.Count;
        _memory = new NativeBlock((nuint)(GroupCount * (EagerLength + ((int)NonceGroups.NoncesPerGroup * Aes128Schedule.Length))));
        Span<byte> key = stackalloc byte[16];
        for (int i = 0; i < GroupCount; i++)
        {
            uint group = NonceGroups.GroupOf(firstNonce) + (uint)i;
            NonceGroups.WriteEagerKey(challenge, group, pows[i], key);
            Aes128Schedule.Expand(key, Eager(i), IScanKernel.KeyStride);
            for (int position = 0; position < NonceGroups.NoncesPerGroup; position++)
            {
                NonceGroups.WriteLazyKey(challenge, (group * NonceGroups.NoncesPerGroup) + (uint)position, pows[i], key);
                Aes128Schedule.Expand(key, Lazy(i, position));
            }
        }
    }

    public uint FirstNonce { get; }

    public int GroupCount { get; }

    /// <summary>Round keys of a group, as kernels take them.</summary>
    public byte* Eager(int group) => _memory.Pointer + (group * EagerLength);

    /// <summary>Round keys of one nonce, 16 bytes apart.</summary>
    public byte* Lazy(int group, int position) =>
        _memory.Pointer + (GroupCount * EagerLength) + (((group * (int)NonceGroups.NoncesPerGroup) + position) * Aes128Schedule.Length);

    public void Dispose() => _memory.Dispose();
}
