using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wallet.Keys;

/// <summary>A key of a wallet. Lengths are as the file has them.</summary>
/// <param name="DisplayName">Its name.</param>
/// <param name="Created">When it was made, as text.</param>
/// <param name="Path">Where it comes from.</param>
/// <param name="PublicKey">32 bytes.</param>
/// <param name="SecretKey">64 bytes, or none where a device holds it.</param>
/// <param name="Kind">Where the secret is.</param>
public sealed record KeyPair(string DisplayName, string Created, HdPath Path, ScaleBytes PublicKey, ScaleBytes SecretKey, KeyKind Kind)
{
    private const int KeySize = 32;

    /// <summary>Whether both halves have the lengths that signing needs.</summary>
    public bool CanSign => PublicKey.Length == KeySize && SecretKey.Length == 2 * KeySize;

    /// <summary>The wallet account of this key; a short key is filled up with zeros.</summary>
    public Address Address
    {
        get
        {
            Span<byte> key = stackalloc byte[KeySize];
            key.Clear();
            PublicKey.Span[..Math.Min(PublicKey.Length, KeySize)].CopyTo(key);
            return Principal.Compute(Template.Wallet, new WalletSpawnArguments(Hash32.FromBytes(key)));
        }
    }

    public string AddressText(string networkPrefix) => Crypto.Addresses.AddressText.Format(Address, networkPrefix);

    /// <summary>Says whose key it is, never the key.</summary>
    public override string ToString() => $"{DisplayName} {Path} {PublicKey}";
}
