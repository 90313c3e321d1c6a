using System.Text.Json;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Files;

/// <summary>An encrypted wallet, by smcli or by smapp (spec 07 §20).</summary>
/// <param name="Meta">What it says in clear.</param>
/// <param name="CipherText">Ciphertext and tag.</param>
/// <param name="Iv">12 bytes, else it cannot be opened.</param>
/// <param name="Salt">16 bytes, else it cannot be opened.</param>
/// <param name="Iterations">As the file has them; 0 stands for the recommended number.</param>
/// <param name="Hash">What the file calls its hash; it is SHA-512 whatever this says.</param>
public sealed record WalletFile(WalletMeta Meta, byte[] CipherText, byte[] Iv, byte[] Salt, long Iterations, string Hash)
{
    /// <summary>What smcli writes and recommends.</summary>
    public const int RecommendedIterations = 210_000;

    /// <summary>What smapp writes.</summary>
    public const int AppIterations = 120_000;

    /// <summary>More would keep the reader busy for minutes.</summary>
    public const int MaxIterations = 20_000_000;

    /// <summary>Reading a file that is larger than this makes no sense.</summary>
    public const int MaxSize = 16 << 20;

    private const int KeyBits = 256;

    /// <summary>Whether guessing its password is cheaper than it should be.</summary>
    public bool HasFewIterations => Iterations < RecommendedIterations;

    /// <exception cref="WalletException">Not a wallet file.</exception>
    public static WalletFile Parse(ReadOnlySpan<byte> text)
    {
        var root = GoJson.Object(GoJson.Parse(text, whole: false), "Go value of type wallet.EncryptedWalletFile");
        var meta = GoJson.Object(GoJson.Member(root, "meta"), "Go struct field .meta of type struct");
        var crypto = GoJson.Object(GoJson.Member(root, "crypto"), "Go struct field .crypto of type struct");
        var cipher = GoJson.Object(GoJson.Member(crypto, "cipherParams"), "Go struct field .crypto.cipherParams of type struct");
        var kdf = GoJson.Object(GoJson.Member(crypto, "kdfparams"), "Go struct field .crypto.kdfparams of type struct");
        return new WalletFile(
            new WalletMeta(GoJson.Text(meta, "displayName", "meta."), GoJson.Text(meta, "created", "meta."), GoJson.Text(meta, "genesisID", "meta."))
            {
                Type = Optional(meta, "type"),
                RemoteApi = Optional(meta, "remoteApi"),
            },
            GoJson.Hex(crypto, "cipherText", "crypto."),
            GoJson.Hex(cipher, "iv", "crypto.cipherParams."),
            GoJson.Hex(kdf, "salt", "crypto.kdfparams."),
            GoJson.Integer(kdf, "iterations", "crypto.kdfparams."),
            GoJson.Text(kdf, "hash", "crypto.kdfparams."));
    }

    /// <summary>smcli's file of a wallet.</summary>
    /// <param name="meta">Name and time.</param>
    /// <param name="secrets">Its contents.</param>
    /// <param name="password">May be empty.</param>
    /// <param name="salt">16 fresh bytes.</param>
    public static WalletFile Seal(WalletMeta meta, WalletSecrets secrets, ReadOnlySpan<byte> password, byte[] salt) =>
        Seal(meta, WalletSecretsText.Write(secrets), password, salt, RecommendedIterations, "SHA-256", iv: null);

    /// <summary>smapp's file of a wallet; the desktop app opens it.</summary>
    /// <inheritdoc cref="Seal(WalletMeta, WalletSecrets, ReadOnlySpan{byte}, byte[])"/>
    public static WalletFile SealForApp(WalletMeta meta, WalletSecrets secrets, ReadOnlySpan<byte> password, byte[] salt) =>
        Seal(meta, WalletSecretsText.WriteForApp(secrets), password, salt, AppIterations, "SHA-512", iv: null);

    /// <summary>A file of any plaintext; the IV is made of it where none is given.</summary>
    public static WalletFile Seal(
        WalletMeta meta, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> password, byte[] salt, int iterations, string hash, byte[]? iv)
    {
        ArgumentNullException.ThrowIfNull(salt);
        if (salt.Length != WalletCipher.SaltSize)
            throw new ArgumentException($"{salt.Length} bytes given, a salt has {WalletCipher.SaltSize}", nameof(salt));
        byte[] key = WalletCipher.Key(password, salt, iterations);
        iv ??= WalletCipher.Iv(key, plaintext);
        return new WalletFile(meta, WalletCipher.Seal(key, iv, plaintext), iv, salt, iterations, hash);
    }

    /// <summary>Decrypts the contents.</summary>
    /// <exception cref="WalletException">Wrong password, or a damaged file.</exception>
    public WalletSecrets Open(ReadOnlySpan<byte> password) => WalletSecretsText.Read(Decrypt(password));

    /// <inheritdoc cref="Open"/>
    public byte[] Decrypt(ReadOnlySpan<byte> password)
    {
        if (Salt.Length != WalletCipher.SaltSize)
            throw new WalletException("error reading encrypted wallet file salt, check salt length");
        if (Iterations is < 0 or > MaxIterations)
            throw new WalletException($"error reading encrypted wallet file: {Iterations} iterations, check crypto.kdfparams.iterations");
        byte[] key = WalletCipher.Key(password, Salt, Iterations == 0 ? RecommendedIterations : (int)Iterations);
        if (Iv.Length != WalletCipher.IvSize)
            throw new WalletException($"error reading encrypted wallet file iv: {Iv.Length} bytes, {WalletCipher.IvSize} needed");
        return WalletCipher.Open(key, Iv, CipherText);
    }

    /// <summary>The file's text on one line, without a line end.</summary>
    public byte[] ToJson() => WalletSecretsText.Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("meta");
        writer.WriteString("displayName", Meta.DisplayName);
        writer.WriteString("created", Meta.Created);
        if (Meta.Type is not null)
            writer.WriteString("type", Meta.Type);
        writer.WriteString("genesisID", Meta.GenesisId);
        if (Meta.RemoteApi is not null)
            writer.WriteString("remoteApi", Meta.RemoteApi);
        writer.WriteEndObject();
        writer.WriteStartObject("crypto");
        writer.WriteString("cipher", "AES-GCM");
        writer.WriteString("cipherText", Convert.ToHexStringLower(CipherText));
        writer.WriteStartObject("cipherParams");
        writer.WriteString("iv", Convert.ToHexStringLower(Iv));
        writer.WriteEndObject();
        writer.WriteString("kdf", "PBKDF2");
        writer.WriteStartObject("kdfparams");
        writer.WriteNumber("dklen", KeyBits);
        writer.WriteString("hash", Hash);
        writer.WriteString("salt", Convert.ToHexStringLower(Salt));
        writer.WriteNumber("iterations", Iterations);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>Says what it is, nothing of its contents.</summary>
    public override string ToString() => $"{Meta.DisplayName} {Meta.Created}";

    private static string? Optional(JsonElement? parent, string name) =>
        GoJson.Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
