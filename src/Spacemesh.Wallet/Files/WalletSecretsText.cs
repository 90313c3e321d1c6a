using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Files;

/// <summary>The plaintext of wallet files (spec 07 §20).</summary>
public static class WalletSecretsText
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="WalletException">Not the contents of a wallet.</exception>
    public static WalletSecrets Read(ReadOnlySpan<byte> plaintext)
    {
        var root = GoJson.Object(GoJson.Parse(plaintext, whole: true), "Go value of type wallet.walletSecrets");
        string mnemonic = GoJson.Text(root, "mnemonic", "");
        var master = Key(GoJson.Member(root, "MasterKeypair"), "MasterKeypair");
        IReadOnlyList<KeyPair?>? accounts = GoJson.Member(root, "accounts") switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(account => Key(account, "accounts"))],
            { } other => throw GoJson.Unfit(other, "Go struct field .accounts of type []*wallet.EDKeyPair"),
        };
        return new WalletSecrets(mnemonic, master, accounts);
    }

    /// <summary>smcli's form.</summary>
    public static byte[] Write(WalletSecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("mnemonic", secrets.Mnemonic);
            writer.WritePropertyName("MasterKeypair");
            WriteKey(writer, secrets.Master, withKind: true);
            writer.WritePropertyName("accounts");
            WriteAccounts(writer, secrets, withKind: true);
            writer.WriteEndObject();
        });
    }

    /// <summary>smapp's form: no master key, and contacts (none).</summary>
    public static byte[] WriteForApp(WalletSecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("mnemonic", secrets.Mnemonic);
            writer.WritePropertyName("accounts");
            WriteAccounts(writer, secrets, withKind: false);
            writer.WriteStartArray("contacts");
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    internal static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
            write(writer);
        return stream.ToArray();
    }

    private static void WriteAccounts(Utf8JsonWriter writer, WalletSecrets secrets, bool withKind)
    {
        if (secrets.Accounts is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (var account in secrets.Accounts)
            WriteKey(writer, account, withKind);
        writer.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter writer, KeyPair? key, bool withKind)
    {
        if (key is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("displayName", key.DisplayName);
        writer.WriteString("created", key.Created);
        writer.WriteString("path", key.Path.ToString());
        writer.WriteString("publicKey", key.PublicKey.ToString());
        writer.WriteString("secretKey", key.SecretKey.ToString());
        if (withKind)
            writer.WriteNumber("keyType", (int)key.Kind);
        writer.WriteEndObject();
    }

    private static KeyPair? Key(JsonElement? element, string where)
    {
        if (GoJson.Object(element, $"Go struct field .{where} of type wallet.EDKeyPair") is not { } value)
            return null;
        string prefix = $"{where}.";
        // A path that is there must read, null too; one that is not there has no elements.
        var path = GoJson.Member(value, "path") is null ? HdPath.Root : HdPath.Parse(GoJson.Text(value, "path", prefix));
        return new KeyPair(
            GoJson.Text(value, "displayName", prefix),
            GoJson.Text(value, "created", prefix),
            path,
            GoJson.Hex(value, "publicKey", prefix),
            GoJson.Hex(value, "secretKey", prefix),
            (KeyKind)(int)Math.Clamp(GoJson.Integer(value, "keyType", prefix), int.MinValue, int.MaxValue));
    }
}
