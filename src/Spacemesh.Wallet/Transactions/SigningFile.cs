using System.Globalization;
using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wallet.Transactions;

/// <summary>
/// A transaction of several signers on its way between them: the bytes, whose signatures they need and those given so far. It holds no
/// secret.
/// </summary>
public sealed record SigningFile
{
    private const string Format = "spacemesh-transaction-1";

    public required GenesisId Network { get; init; }

    public required string AddressPrefix { get; init; }

    /// <summary>Signatures needed.</summary>
    public required byte Required { get; init; }

    public required IReadOnlyList<Hash32> PublicKeys { get; init; }

    /// <summary>The transaction without its signature part.</summary>
    public required byte[] Unsigned { get; init; }

    /// <summary>Signatures by place of their key.</summary>
    public IReadOnlyDictionary<byte, EdSignature> Signatures { get; init; } = new SortedDictionary<byte, EdSignature>();

    public bool IsComplete => Signatures.Count >= Required;

    /// <summary>What each signer signs.</summary>
    public byte[] Message => UnsignedTransaction.SignedMessage(Network, Unsigned);

    /// <exception cref="WalletException">Not such a file, or a signature in it is not one of its signers.</exception>
    public static SigningFile Parse(ReadOnlySpan<byte> text)
    {
        var root = GoJson.Object(GoJson.Parse(text, whole: true), "a transaction file");
        if (GoJson.Text(root, "format", "") != Format)
            throw new WalletException($"not a transaction file: `format` must be {Format}");
        long required = GoJson.Integer(root, "required", "");
        Hash32[] keys = [.. Items(root, "publicKeys").Select(key => Hash32.FromBytes(Bytes(key.GetString(), Hash32.Size, "publicKeys")))];
        if (required is < 1 or > byte.MaxValue || keys.Length < required || keys.Length > MultisigSpawnArguments.MaxPublicKeys)
            throw new WalletException($"transaction file: {required} signatures of {keys.Length} keys cannot be");
        var file = new SigningFile
        {
            Network = GenesisId.FromBytes(Bytes(GoJson.Text(root, "genesisId", ""), GenesisId.Size, "genesisId")),
            AddressPrefix = GoJson.Text(root, "hrp", ""),
            Required = (byte)required,
            PublicKeys = keys,
            Unsigned = GoJson.Hex(root, "unsigned", ""),
        };
        foreach (var item in Items(root, "signatures"))
        {
            long place = GoJson.Integer(item, "key", "signatures.");
            var signature = EdSignature.FromBytes(Bytes(GoJson.Text(item, "signature", "signatures."), EdSignature.Size, "signatures.signature"));
            if (place < 0 || place >= keys.Length)
                throw new WalletException($"transaction file: there is no key {place}");
            file = file.With((byte)place, signature);
        }

        return file;
    }

    /// <summary>The public key of a key that is one of the signers'.</summary>
    /// <exception cref="WalletException">It is none of them.</exception>
    public Hash32 SignerOf(KeyPair key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var own = Hash32.FromBytes(key.PublicKey);
        return PublicKeys.Contains(own) ? own : throw new WalletException($"the key {own.ToHex()} is not one of the {PublicKeys.Count} signers");
    }

    /// <summary>The file with the signature of one more signer.</summary>
    /// <exception cref="WalletException">It is not one of this key under this transaction.</exception>
    public SigningFile With(Hash32 signer, EdSignature signature)
    {
        var signed = this;
        // A key may stand in several places and signs for each.
        for (int place = 0; place < PublicKeys.Count; place++)
        {
            if (PublicKeys[place] == signer && signed.Signatures.Count < Required)
                signed = signed.With((byte)place, signature);
        }

        return signed;
    }

    /// <summary>The file with the signatures of two copies of it.</summary>
    /// <exception cref="WalletException">They are of different transactions.</exception>
    public SigningFile Merge(SigningFile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Message.AsSpan().SequenceEqual(other.Message) || !PublicKeys.SequenceEqual(other.PublicKeys) || Required != other.Required)
            throw new WalletException("the files are of different transactions");
        return other.Signatures.Aggregate(this, (file, signature) => file.With(signature.Key, signature.Value));
    }

    /// <summary>The transaction, with as many signatures as it needs.</summary>
    /// <exception cref="WalletException">Signatures are missing.</exception>
    public byte[] Complete()
    {
        if (!IsComplete)
            throw new WalletException($"{Signatures.Count} of {Required} signatures are there: let other signers sign the file first");
        var parts = Signatures.OrderBy(signature => signature.Key).Take(Required).Select(signature => new MultisigPart(signature.Key, signature.Value));
        return [.. Unsigned, .. UnsignedTransaction.SignaturePart(parts)];
    }

    public byte[] ToJson() => WalletSecretsText.Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteString("genesisId", Network.ToHex());
        writer.WriteString("hrp", AddressPrefix);
        writer.WriteNumber("required", Required);
        writer.WriteStartArray("publicKeys");
        foreach (var key in PublicKeys)
            writer.WriteStringValue(key.ToHex());
        writer.WriteEndArray();
        writer.WriteString("unsigned", Convert.ToHexStringLower(Unsigned));
        writer.WriteStartArray("signatures");
        foreach (var (place, signature) in Signatures.OrderBy(signature => signature.Key))
        {
            writer.WriteStartObject();
            writer.WriteNumber("key", place);
            writer.WriteString("signature", signature.ToHex());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static IEnumerable<JsonElement> Items(JsonElement? root, string name) => GoJson.Member(root, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        null => [],
        _ => throw new WalletException($"transaction file: `{name}` must be a list"),
    };

    private static byte[] Bytes(string? hex, int size, string name)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(hex ?? "");
            if (bytes.Length == size)
                return bytes;
        }
        catch (FormatException)
        {
            // The same to the user.
        }

        throw new WalletException(string.Create(CultureInfo.InvariantCulture, $"transaction file: `{name}` must be {2 * size} hex digits"));
    }

    private SigningFile With(byte place, EdSignature signature)
    {
        var key = PublicKeys[place];
        if (!Ed25519.Verify(Hash32.Span(in key), Message, EdSignature.Span(in signature)))
            throw new WalletException($"transaction file: the signature of key {place} is not one of {key.ToHex()} under this transaction");
        return this with { Signatures = new SortedDictionary<byte, EdSignature>(Signatures.ToDictionary()) { [place] = signature } };
    }
}
