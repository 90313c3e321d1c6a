namespace Spacemesh.Tools.GenP2pIdentity;

internal static class Program
{
    private static int Main(string[] args) => GenP2pIdentityTool.Run(args, Console.Out);
}
