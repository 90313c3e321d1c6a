using System.Globalization;
using System.Net;
using Spacemesh.Post;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Certifier;

/// <summary>Reads the configuration: a YAML file, and top-level fields from the environment over it.</summary>
internal static class ConfigReader
{
    private const string Prefix = "CERTIFIER_";

    private static readonly string[] TopLevel = ["listen", "signing_key", "randomx_mode", "certificate_expiration", "metrics"];

    /// <exception cref="CertifierException">The file is missing or a field is.</exception>
    public static CertifierConfig Load(string path, Func<string, string?> environment)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertifierException($"configuration file \"{path}\" not found", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertifierException($"configuration file \"{path}\" cannot be read: {exception.Message}", exception);
        }

        return Read(text, environment);
    }

    /// <exception cref="CertifierException">A field is missing or not usable.</exception>
    public static CertifierConfig Read(string text, Func<string, string?> environment)
    {
        var root = YamlNode.Parse(text);
        foreach (string field in TopLevel)
        {
            if (environment(Prefix + field.ToUpperInvariant()) is { Length: > 0 } value)
                root.Set(field, value);
        }

        var listen = EndPoint("listen", Scalar(root, "listen"));
        var key = FixedBytes(Scalar(root, "signing_key"));
        var post = Post(Child(root, "post_cfg"), Child(root, "init_cfg"));
        var limits = Child(root, "limits");
        return new CertifierConfig(
            listen,
            key,
            post,
            Mode(root["randomx_mode"]?.Scalar ?? "Light"),
            root["certificate_expiration"]?.Scalar is { } expiration ? HumanDuration.Parse(expiration) : null,
            root["metrics"]?.Scalar is { } metrics ? EndPoint("metrics", metrics) : null,
            limits["max_concurrent_requests"] is null ? Environment.ProcessorCount : Positive(limits, "max_concurrent_requests"),
            Positive(limits, "max_pending_requests"),
            limits["max_body_size"] is null ? 1024 : Positive(limits, "max_body_size"));
    }

    private static PostConfig Post(YamlNode proving, YamlNode initialization)
    {
        var scrypt = Child(initialization, "scrypt");
        try
        {
            var config = new PostConfig
            {
                K1 = (uint)Number(proving, "k1", uint.MaxValue),
                K2 = (uint)Number(proving, "k2", uint.MaxValue),
                PowDifficulty = Difficulty(Scalar(proving, "pow_difficulty")),
                MinNumUnits = (uint)Number(initialization, "min_num_units", uint.MaxValue),
                MaxNumUnits = (uint)Number(initialization, "max_num_units", uint.MaxValue),
                LabelsPerUnit = Number(initialization, "labels_per_unit", ulong.MaxValue),
                Scrypt = new ScryptParameters(Number(scrypt, "n", ulong.MaxValue), (uint)Number(scrypt, "r", uint.MaxValue), (uint)Number(scrypt, "p", uint.MaxValue)),
            };
            config.Validate();
            return config;
        }
        catch (PostOptionException exception)
        {
            throw new CertifierException(exception.Message, exception);
        }
    }

    private static Hash32 Difficulty(string hex)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(hex);
        }
        catch (FormatException exception)
        {
            throw new CertifierException($"pow_difficulty: {exception.Message}", exception);
        }

        return Hash32.FromBytes(Checked(bytes));
    }

    private static byte[] FixedBytes(string base64)
    {
        try
        {
            return Checked(Convert.FromBase64String(base64));
        }
        catch (FormatException exception)
        {
            throw new CertifierException($"signing_key: {exception.Message}", exception);
        }
    }

    private static byte[] Checked(byte[] bytes) => bytes.Length == Bytes32.Length
        ? bytes
        : throw new CertifierException($"Can't convert a Byte Vector of length {bytes.Length} to the output type.");

    private static RandomXMode Mode(string text) => text.ToUpperInvariant() switch
    {
        "FAST" => RandomXMode.Fast,
        "LIGHT" => RandomXMode.Light,
        _ => throw new CertifierException($"enum RandomXMode does not have variant constructor {text}"),
    };

    private static IPEndPoint EndPoint(string field, string text) =>
        IPEndPoint.TryParse(text, out var endPoint) && text.Contains(':') ? endPoint : throw new CertifierException($"{field}: invalid socket address syntax: {text}");

    private static YamlNode Child(YamlNode node, string field) => node[field] ?? throw Missing(field);

    private static string Scalar(YamlNode node, string field) => node[field]?.Scalar ?? throw Missing(field);

    private static int Positive(YamlNode node, string field) =>
        Number(node, field, int.MaxValue) is var number and > 0 ? (int)number : throw new CertifierException($"{field} must be positive");

    private static ulong Number(YamlNode node, string field, ulong most)
    {
        string text = Scalar(node, field);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= most
            ? number
            : throw new CertifierException($"{field}: {text} is not a number up to {most}");
    }

    private static CertifierException Missing(string field) => new($"missing field `{field}`");
}
