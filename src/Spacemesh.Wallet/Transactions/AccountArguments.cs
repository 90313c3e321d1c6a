using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wallet.Transactions;

/// <summary>Addresses of accounts of several keys.</summary>
public static class AccountArguments
{
    /// <summary>Layer from which mainnet's vaults vest, and where they have vested whole (spec 07 §11.2).</summary>
    public const uint VestingStart = 105_120;

    /// <inheritdoc cref="VestingStart"/>
    public const uint VestingEnd = 420_480;

    /// <summary>
    /// The address of keys of which some must sign. Neither the number of keys nor the required one is looked at, so the address may be one
    /// that no transaction can use (spec 07 §21).
    /// </summary>
    public static Address Principal(Address template, byte required, IReadOnlyList<Hash32> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var writer = new ScaleWriter(stackalloc byte[512]);
        try
        {
            writer.FixedBytes(template);
            writer.C8(required);
            // The reference's encoder gives up at a list that is too long, and what it has written until then is hashed.
            if (keys.Count <= MultisigSpawnArguments.MaxPublicKeys)
            {
                writer.C32((uint)keys.Count);
                foreach (var key in keys)
                    writer.FixedBytes(key);
            }

            var hash = Blake3.Hash(writer.Written);
            return Wire.Transactions.Principal.Generate(Hash32.Span(in hash)[12..]);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>A vault of mainnet's schedule: a quarter is the initial amount.</summary>
    public static VaultSpawnArguments MainnetVault(Address owner, ulong total, ulong initial) =>
        new(owner, total, initial, new LayerId(VestingStart), new LayerId(VestingEnd));
}
