using System.Diagnostics;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>grpc-js and a reflection client, installed once under artifacts/; their Node processes.</summary>
public sealed class GrpcJs
{
    private static readonly string[] Packages = ["@grpc/grpc-js@1.14.7", "@grpc/proto-loader@0.8.1", "grpc-js-reflection-client@1.4.2"];

    public GrpcJs()
    {
        Folder = Path.Combine(Root(), "artifacts", "grpc-js");
        try
        {
            string stamp = Path.Combine(Folder, "installed.txt");
            string wanted = string.Join('\n', Packages);
            if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted)
                return;
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, "package.json"), "{\"private\":true}");
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", .. Packages])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = npm.StandardOutput.ReadToEndAsync();
            string errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            if (npm.ExitCode == 0)
                File.WriteAllText(stamp, wanted);
            else
                Missing = $"npm could not install {string.Join(", ", Packages)}: {errors}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Missing = $"npm is not on this machine: {exception.Message}";
        }
    }

    public string Folder { get; }

    /// <summary>Why grpc-js cannot run here; null where it can.</summary>
    public string? Missing { get; }

    public Process Start(string script, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "node", [Path.Combine(AppContext.BaseDirectory, "Node", script), Folder, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Spacemesh.slnx")))
                return folder.FullName;
        }

        return Path.GetTempPath();
    }
}
