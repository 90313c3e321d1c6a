using System.CommandLine;
using System.Net;
using Spacemesh.Post.Remote.Tls;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>certs</c>: certificates of the node and its PoST services, for machines of their own.</summary>
internal static class CertificateCommands
{
    private const int AuthorityDays = 3650;

    public static Command Create(CommandFactory commands) => new("certs", "Certificates with which PoST services on other machines and the node know each other")
    {
        Init(commands), Add(commands), Renew(commands), List(commands),
    };

    private static Command Init(CommandFactory commands)
    {
        var folder = Folder();
        var days = Days();
        var hosts = new Option<string[]>("--host") { Description = "host name or address of the node as services reach it; may be repeated", AllowMultipleArgumentsPerToken = true };
        var clients = new Option<string[]>("--client") { Description = "name of a PoST service; may be repeated", AllowMultipleArgumentsPerToken = true };
        return commands.Create("init", "Make a CA, the node's certificate and those of services", [folder, days, hosts, clients], context =>
        {
            var certificates = Certificates(context, folder);
            var lifetime = TimeSpan.FromDays(context.Get(days));
            string[] names = context.Get(hosts) is { Length: > 0 } given ? given : ["localhost", IPAddress.Loopback.ToString(), IPAddress.IPv6Loopback.ToString(), Dns.GetHostName()];
            certificates.CreateAuthority(TimeSpan.FromDays(Math.Max(AuthorityDays, context.Get(days))));
            certificates.CreateServer(names, lifetime);
            foreach (string client in context.Get(clients) is { Length: > 0 } wanted ? wanted : ["post-service"])
            {
                certificates.CreateClient(client, lifetime);
                PrintService(context, certificates, client);
            }

            PrintNode(context, certificates);
            return ExitStatus.Success;
        });
    }

    private static Command Add(CommandFactory commands)
    {
        var folder = Folder();
        var days = Days();
        var names = new Argument<string[]>("NAME") { Description = "names of PoST services", Arity = ArgumentArity.OneOrMore };
        return commands.Create("add", "Make certificates for more services", [names, folder, days], context =>
        {
            var certificates = Certificates(context, folder);
            foreach (string name in context.Get(names)!)
            {
                certificates.CreateClient(name, TimeSpan.FromDays(context.Get(days)));
                PrintService(context, certificates, name);
            }

            return ExitStatus.Success;
        });
    }

    private static Command Renew(CommandFactory commands)
    {
        var folder = Folder();
        var days = Days();
        var names = new Argument<string[]>("NAME") { Description = "server, or names of services; all of them if none is given", Arity = ArgumentArity.ZeroOrMore };
        return commands.Create("renew", "Make certificates anew, with their names and new keys", [names, folder, days], context =>
        {
            var certificates = Certificates(context, folder);
            string[] wanted = context.Get(names) is { Length: > 0 } given
                ? given
                : [.. certificates.Expiries().Select(expiry => Path.GetFileNameWithoutExtension(expiry.Name)).Where(name => name != "ca")];
            foreach (string name in wanted)
            {
                certificates.Renew(name, TimeSpan.FromDays(context.Get(days)));
                context.Terminal.Line($"{certificates.CertificateOf(name)} and {certificates.KeyOf(name)} are new: bring them to where they are used, and restart what uses them.");
            }

            return ExitStatus.Success;
        });
    }

    private static Command List(CommandFactory commands)
    {
        var folder = Folder();
        return commands.Create("list", "Show until when certificates are good", [folder], context =>
        {
            var certificates = Certificates(context, folder);
            var now = context.Terminal.Time.GetUtcNow();
            context.Terminal.Table(["file", "good until", ""], certificates.Expiries().Select(expiry => new[] { Path.GetFileName(expiry.Name), $"{expiry.NotAfter:yyyy-MM-dd HH:mm} UTC", expiry.WarningAt(now) ?? "" }));
            return ExitStatus.Success;
        });
    }

    private static Option<string?> Folder() => new("--dir") { Description = "folder of the certificates; certs in the data folder if not given" };

    private static Option<int> Days() => new("--days") { Description = "days that certificates are good for", DefaultValueFactory = _ => 365, Validators = { result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 36500)
            result.AddError("--days: a number from 1 to 36500");
    } } };

    private static CertificateFolder Certificates(CommandContext context, Option<string?> folder) =>
        new(context.Get(folder) ?? Path.Combine(context.Folder.Path, "certs"), context.Terminal.Time);

    private static void PrintNode(CommandContext context, CertificateFolder certificates)
    {
        context.Terminal.Line("Configuration of the node:");
        context.Terminal.Line($"  \"api\": {{ \"grpc-tls-listener\": \"0.0.0.0:9094\", \"grpc-tls-ca-cert\": \"{certificates.CertificateOf("ca")}\", \"grpc-tls-cert\": \"{certificates.CertificateOf(CertificateFolder.Server)}\", \"grpc-tls-key\": \"{certificates.KeyOf(CertificateFolder.Server)}\" }}");
        context.Terminal.Line($"{certificates.KeyOf("ca")} signs new certificates: keep it away from everybody.");
    }

    private static void PrintService(CommandContext context, CertificateFolder certificates, string name) => context.Terminal.Line(
        $"PoST service {name} (bring the three files to its machine): post-service --address https://HOST:9094 --ca-cert {certificates.CertificateOf("ca")} --cert {certificates.CertificateOf(name)} --key {certificates.KeyOf(name)} …");
}
