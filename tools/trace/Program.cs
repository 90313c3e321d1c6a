namespace Spacemesh.Trace;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput());
        using var errors = new StreamWriter(Console.OpenStandardError());
        return TraceTool.Run(args, output, errors);
    }
}
