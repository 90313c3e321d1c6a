using System.Runtime.InteropServices;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;
using Spacemesh.Tools.Certifier;

// certifier [-c|--config PATH] [generate-keys]
string path = Environment.GetEnvironmentVariable("CERTIFIER_CONFIG_PATH") is { Length: > 0 } named ? named : "config.yml";
for (int i = 0; i < args.Length; i++)
{
    if (args[i] is "-c" or "--config" && i + 1 < args.Length)
    {
        path = args[++i];
    }
    else if (args[i].StartsWith("--config=", StringComparison.Ordinal))
    {
        path = args[i]["--config=".Length..];
    }
    else if (args[i] == "generate-keys")
    {
        Console.Write(KeyPair.Generate());
        return 0;
    }
    else
    {
        Console.Error.WriteLine($"error: unexpected argument '{args[i]}' found\n\nUsage: certifier [--config PATH] [generate-keys]");
        return args[i] is "-h" or "--help" ? 0 : 2;
    }
}

try
{
    var config = ConfigReader.Load(path, Environment.GetEnvironmentVariable);
    await using var pool = new WorkPool(new WorkPoolOptions { Name = "randomx" });
    using var randomX = await RandomXLoader.LoadAsync(K2Pow.RandomXKey, new RandomXOptions { Mode = config.RandomXMode }, pool);
    using var labels = LabelEngines.Best();
    using var checker = new ProofChecker(config.Post, labels, randomX);
    var issuer = new CertificateIssuer(config.SigningKey, config.Expiration, TimeProvider.System);
    await using var application = await CertifierApplication.StartAsync(config, checker.WhyRefused, issuer);
    Console.WriteLine($"certifying on {application.Address}; RandomX: {randomX.Description}");

    var stopped = new TaskCompletionSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    await stopped.Task;
    return 0;

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stopped.TrySetResult();
    }
}
catch (Exception exception) when (exception is CertifierException or IOException or RandomXUnavailableException)
{
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return 1;
}
