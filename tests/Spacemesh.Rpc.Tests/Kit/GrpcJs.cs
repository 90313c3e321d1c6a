using System.Diagnostics;
using Spacemesh.Testing;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>grpc-js and a reflection client, and their Node processes.</summary>
public sealed class GrpcJs
{
    private readonly NpmPackages _packages = new("grpc-js", ["@grpc/grpc-js@1.14.7", "@grpc/proto-loader@0.8.1", "grpc-js-reflection-client@1.4.2"]);

    public string Folder => _packages.Folder;

    /// <summary>Why grpc-js cannot run here; null where it can.</summary>
    public string? Missing => _packages.Missing;

    public Process Start(string script, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "node", [Path.Combine(AppContext.BaseDirectory, "Node", script), Folder, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
