using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>Names of checks for <see cref="IVerdictMemory"/>.</summary>
internal static class VerdictKey
{
    public const byte Signature = 1;
    public const byte Vrf = 2;

    /// <summary>The name of a check of a message of any length: everything else that it reads has a fixed one, but the prefix.</summary>
    public static Hash32 Of(byte kind, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> key, ReadOnlySpan<byte> proof, ReadOnlySpan<byte> message)
    {
        var hasher = new Blake3Hasher();
        hasher.Update([kind, (byte)prefix.Length]);
        hasher.Update(prefix);
        hasher.Update(key);
        hasher.Update(proof);
        hasher.Update(message);
        return hasher.Finish();
    }
}
