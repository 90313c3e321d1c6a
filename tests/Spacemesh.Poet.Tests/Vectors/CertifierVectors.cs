using System.Net;
using System.Text;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Registration;
using Spacemesh.Post.Labels;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.Certifier;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>Requests to running certifiers; each case's configuration is the one that the first case describes, with its changes.</summary>
[VectorFile("02-certifier")]
internal sealed class CertifierVectors : VectorSuite, IDisposable
{
    private const string FirstConfig = "signing_key = bytes 00..1f; K1 12, K2 4, pow difficulty all f; units 1..10, labels per unit 128, N 2; no expiry";

    private readonly HttpClient _http = new();
    private readonly ILabelEngine _labels = LabelEngines.Best();
    private readonly Lazy<IRandomX> _randomX = new(LoadRandomX);

    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        if (given.Has("args"))
            CheckKeys(vector);
        else if (vector.Out.Has("exit_code"))
            CheckStart(vector);
        else
            CheckRequestAsync(vector).Wait();
    }

    public void Dispose()
    {
        _http.Dispose();
        _labels.Dispose();
        if (_randomX.IsValueCreated)
            _randomX.Value.Dispose();
    }

    private static IRandomX LoadRandomX() => RandomXLoader.LoadAsync(Spacemesh.Post.Proving.K2Pow.RandomXKey, new RandomXOptions(), new InlineWorkPool()).AsTask().Result;

    private static void CheckKeys(VectorCase vector)
    {
        VectorCase.Equal("generate-keys", vector.In.GetProperty("args")[0].GetString(), "arguments");
        using var expected = JsonDocument.Parse(vector.Out.Text("stdout"));
        string text = KeyPair.Generate();
        using var made = JsonDocument.Parse(text);
        VectorCase.Equal(
            string.Join(' ', expected.RootElement.EnumerateObject().Select(field => field.Name)), string.Join(' ', made.RootElement.EnumerateObject().Select(field => field.Name)), "fields");
        VectorCase.Equal(vector.Out.Text("stdout").Split('\n').Length, text.Split('\n').Length, "lines");
        VectorCase.Equal(vector.Out.I32("secret_key_bytes"), Convert.FromBase64String(made.RootElement.Text("secret_key")).Length, "secret key");
        VectorCase.Equal(
            Ed25519.PublicKey(Convert.FromBase64String(made.RootElement.Text("secret_key"))).ToString(),
            Convert.ToHexStringLower(Convert.FromBase64String(made.RootElement.Text("public_key"))),
            "public key");
    }

    private static void CheckStart(VectorCase vector)
    {
        try
        {
            if (vector.In.Has("path"))
                ConfigReader.Load(vector.In.Text("path"), _ => null);
            else
                Config(vector.In);
        }
        catch (CertifierException exception)
        {
            VectorCase.Equal("1", vector.Out.GetProperty("exit_code").GetRawText(), exception.Message);
            VectorCase.Equal(vector.Out.Text("stderr"), $"Error: {exception.Message}\n", "text");
            return;
        }

        VectorCase.Equal("keeps running", vector.Out.GetProperty("exit_code").ToString(), "start");
    }

    /// <summary>The configuration as a file, with the case's changes: null leaves a key out.</summary>
    private static CertifierConfig Config(JsonElement given)
    {
        var fields = new Dictionary<string, string?>
        {
            ["listen"] = "127.0.0.1:0",
            ["signing_key"] = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(value => (byte)value)]),
            ["post_cfg"] = "\n  k1: 12\n  k2: 4\n  pow_difficulty: " + new string('f', 64),
            ["init_cfg"] = "\n  min_num_units: 1\n  max_num_units: 10\n  labels_per_unit: 128\n  scrypt:\n    n: 2\n    r: 1\n    p: 1",
            ["limits"] = "\n  max_pending_requests: 100",
        };
        if (given.Has("config") && given.Text("config").Contains("certificate_expiration 2w"))
            fields["certificate_expiration"] = "2w";
        else if (given.Has("config"))
            VectorCase.Equal(FirstConfig, given.Text("config"), "configuration");
        if (given.Has("config_change"))
        {
            foreach (var change in given.GetProperty("config_change").EnumerateObject())
                fields[change.Name] = change.Value.ValueKind == JsonValueKind.Null ? null : Yaml(change.Value);
        }

        string text = string.Concat(fields.Where(field => field.Value is not null).Select(field => $"{field.Key}: {field.Value}\n"));
        var environment = given.Has("env") ? given.GetProperty("env") : default;
        return ConfigReader.Read(text, name => environment.Has(name) ? environment.Text(name) : null);
    }

    private static string Yaml(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any()
            ? string.Concat(value.EnumerateObject().Select(field => $"\n  {field.Name}: {field.Value}"))
            : "{}",
        _ => value.ToString(),
    };

    private async Task CheckRequestAsync(VectorCase vector)
    {
        var config = Config(vector.In);
        using var checker = new ProofChecker(config.Post, _labels, _randomX.Value);
        await using var application = await CertifierApplication.StartAsync(config, checker.WhyRefused, new CertificateIssuer(config.SigningKey, config.Expiration, TimeProvider.System));
        using var request = new HttpRequestMessage(new HttpMethod(vector.In.Text("method")), new Uri(application.Address, vector.In.Text("path")));
        if (vector.In.Text("method") != "GET")
        {
            // The recorded text of a byte order mark stands byte by byte.
            string body = vector.In.Text("body");
            request.Content = new ByteArrayContent(body.StartsWith('\u00ef') ? Encoding.Latin1.GetBytes(body) : Encoding.UTF8.GetBytes(body));
            if (vector.In.Has("content_type"))
                request.Content.Headers.TryAddWithoutValidation("Content-Type", vector.In.Text("content_type"));
        }

        using var response = await _http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        VectorCase.Equal(vector.Out.I32("status"), (int)response.StatusCode, $"status ({answer})");
        VectorCase.Equal(vector.Out.Has("content_type") ? vector.Out.Text("content_type") : null, response.Content.Headers.ContentType?.ToString(), "content type");
        if (response.StatusCode == HttpStatusCode.OK && config.Expiration is { } expiration)
            CheckExpiring(vector, answer, expiration);
        else
            VectorCase.Equal(vector.Out.Text("body"), answer, "body");
    }

    /// <summary>A certificate that expires depends on the moment: everything else about it is compared.</summary>
    private static void CheckExpiring(VectorCase vector, string answer, TimeSpan expiration)
    {
        using var expected = JsonDocument.Parse(vector.Out.Text("body"));
        using var actual = JsonDocument.Parse(answer);
        var key = Convert.FromBase64String(actual.RootElement.Text("pub_key"));
        VectorCase.Equal(expected.RootElement.Text("pub_key"), actual.RootElement.Text("pub_key"), "key");
        var data = Convert.FromBase64String(actual.RootElement.Text("certificate"));
        var reference = Scale.Decode<PoetCertificate>(Convert.FromBase64String(expected.RootElement.Text("certificate")));
        var certificate = Scale.Decode<PoetCertificate>(data);
        VectorCase.Equal(reference.PublicKey, certificate.PublicKey, "node id");
        var now = TimeProvider.System.GetUtcNow();
        var check = CertificateCheck.Of(key, data, Convert.FromBase64String(actual.RootElement.Text("signature")), certificate.PublicKey, now);
        VectorCase.True(check.IsValid, check.Text ?? "");
        long left = (long)certificate.Expiration!.Value - now.ToUnixTimeSeconds();
        VectorCase.True(Math.Abs(left - (long)expiration.TotalSeconds) <= 5, $"{left} s left of {expiration}");
    }
}
