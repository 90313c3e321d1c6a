using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>Names of checks for <see cref="IVerdictMemory"/>.</summary>
public static class VerdictKey
{
    public const byte Signature = 1;
    public const byte Vrf = 2;
    public const byte Seats = 3;

    /// <summary>The name of a check: its kind, and all that it reads.</summary>
    /// <param name="kind">What is checked; kinds differ in the lengths of key and proof.</param>
    /// <param name="context">What else decides, at most 255 bytes.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="proof">What is checked.</param>
    /// <param name="message">What it is about, of any length.</param>
    public static Hash32 Of(byte kind, ReadOnlySpan<byte> context, ReadOnlySpan<byte> key, ReadOnlySpan<byte> proof, ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, byte.MaxValue, nameof(context));
        var hasher = new Blake3Hasher();
        hasher.Update([kind, (byte)context.Length]);
        hasher.Update(context);
        hasher.Update(key);
        hasher.Update(proof);
        hasher.Update(message);
        return hasher.Finish();
    }
}
