namespace Spacemesh.Tools.ActiveSet;

internal static class Program
{
    private static int Main(string[] args) => ActiveSetTool.Run(args, Console.Out);
}
