using System.Security.Cryptography;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Tools.GenP2pIdentity;

/// <summary><c>gen-p2p-identity DIR</c>: makes the key file of a node's peer where there is none, and prints the peer's id (spec 09b §12).</summary>
internal static class GenP2pIdentityTool
{
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments.Count != 1)
        {
            output.Write($"Usage: {Environment.ProcessPath} <path/to/output_dir>\n");
            return 1;
        }

        try
        {
            var key = IdentityFile.LoadOrCreate(arguments[0], () => RandomNumberGenerator.GetBytes(32));
            output.Write($"{key.Id}\n");
            return 0;
        }
        catch (Exception e) when (e is IdentityFileException or IOException or UnauthorizedAccessException)
        {
            output.Write($"failed generating identity: read key from disk: {e.Message}\n");
            return 1;
        }
    }
}
