using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Addresses of accounts (spec 01 §5.2, §5.3).</summary>
public static class Principal
{
    private const int Reserved = 4;

    /// <summary>The address of the account that <paramref name="template"/> and its spawn arguments determine.</summary>
    public static Address Compute<TArguments>(Address template, TArguments arguments)
        where TArguments : IScaleType<TArguments>
    {
        var writer = new ScaleWriter(stackalloc byte[512]);
        try
        {
            writer.FixedBytes(template);
            writer.Struct(arguments);
            var hash = Blake3.Hash(writer.Written);
            return Generate(Hash32.Span(in hash)[12..]);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Four zero bytes, then the last 20 of <paramref name="bytes"/>, left-aligned where there are fewer.</summary>
    public static Address Generate(ReadOnlySpan<byte> bytes)
    {
        var address = default(Bytes24);
        bytes[Math.Max(0, bytes.Length - Bytes20.Length)..].CopyTo(((Span<byte>)address)[Reserved..]);
        return new Address(address);
    }
}
