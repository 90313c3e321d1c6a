namespace Spacemesh.Tools.GenesisGen;

internal static class Program
{
    private static int Main(string[] args) => GenesisGenTool.Run(args, Console.Out);
}
