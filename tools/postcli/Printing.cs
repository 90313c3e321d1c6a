using System.Globalization;
using System.Text;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Postcli;

/// <summary>The commands that only print.</summary>
internal static class Printing
{
    private const uint MainnetMinUnits = 4;
    public const uint MainnetMaxUnits = 1048576;

    public static int Providers(Shell shell, IReadOnlyList<LabelProvider> providers)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"([]postrs.Provider) (len={providers.Count} cap={providers.Count}) {{\n");
        for (int i = 0; i < providers.Count; i++)
        {
            var provider = providers[i];
            text.Append(
                CultureInfo.InvariantCulture,
                $" (postrs.Provider) {{\n  ID: (uint32) {provider.Id},\n  Model: (string) (len={Encoding.UTF8.GetByteCount(provider.Model)}) \"{provider.Model}\",\n")
                .Append(CultureInfo.InvariantCulture, $"  DeviceType: (postrs.DeviceClass) {(provider.Class == LabelProviderClass.Cpu ? "CPU" : "GPU")}\n }}{(i + 1 < providers.Count ? "," : "")}\n");
        }

        shell.Output.Write(text.Append("}\n"));
        return 0;
    }

    public static int NumFiles(Shell shell, CliOptions options)
    {
        var labels = (UInt128)options.LabelsPerUnit * options.NumUnits;
        ulong perFile = options.MaxFileSize / PostDataLayout.LabelSize;
        if (perFile == 0)
            throw new ExitException(1, $"maxFileSize {options.MaxFileSize} holds no label");
        shell.Say(((labels + perFile - 1) / perFile).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static int Config(Shell shell, CliOptions options)
    {
        var mainnet = PostConfig.Mainnet;
        string pow = string.Concat(HexDump(mainnet.PowDifficulty.ToArray()));
        string directory = options.DataDir;
        string provider = options.ProviderIds().Count > 0 ? options.ProviderIds()[0].ToString(CultureInfo.InvariantCulture) : "0";
        string to = options.ToFile is { } file ? $"(0xc000012345)({file})" : "(<nil>)";
        shell.Output.Write(
            $$"""
            (config.Config) {
             MinNumUnits: (uint32) {{MainnetMinUnits}},
             MaxNumUnits: (uint32) {{MainnetMaxUnits}},
             LabelsPerUnit: (uint64) {{options.LabelsPerUnit}},
             K1: (uint) {{mainnet.K1}},
             K2: (uint) {{mainnet.K2}},
             PowDifficulty: ([32]uint8) (len=32 cap=32) {
            {{pow}} }
            }
            (config.InitOpts) {
             DataDir: (string) (len={{Encoding.UTF8.GetByteCount(directory)}}) "{{directory}}",
             NumUnits: (uint32) {{options.NumUnits}},
             MaxFileSize: (uint64) {{options.MaxFileSize}},
             ProviderID: (*uint32)(0xc000012340)({{provider}}),
             Throttle: (bool) {{(options.Throttle ? "true" : "false")}},
             Scrypt: (config.ScryptParams) {
              N: (uint) {{options.ScryptN}},
              R: (uint) 1,
              P: (uint) 1
             },
             ComputeBatchSize: (uint64) 1048576,
             FromFileIdx: (int) {{options.FromFile}},
             ToFileIdx: (*int){{to}}
            }

            """);
        return 0;
    }

    /// <summary>How many units fit where a directory lies, counting what its space already occupies.</summary>
    public static int Fit(Shell shell, CliOptions options, string directory)
    {
        ulong unit = checked(options.LabelsPerUnit * PostDataLayout.LabelSize);
        if (unit == 0)
            throw new ExitException(1, "labelsPerUnit cannot be 0");
        var room = FileSystemRoom.Of(directory);
        ulong used = Directory.Exists(directory) ? (ulong)new PostDataDirectories(directory).Files().Sum(file => file.Length) : 0;
        ulong units = ((ulong)Math.Max(0, room.FreeBytes) + used) / unit;
        string line = string.Create(CultureInfo.InvariantCulture, $"{units} units of {unit} bytes fit in {directory}: {room.FreeBytes} bytes are free, {used} hold data already\n");
        shell.Output.Write(line);
        return 0;
    }

    /// <summary>The data files that are complete, one path a line.</summary>
    public static int Finished(Shell shell, CliOptions options)
    {
        using var reader = PostDataReader.Open(PostDataDirectories.Parse(options.DataDir));
        foreach (var file in reader.Files.Where(file => file.Index < reader.Layout.TotalFiles && file.Length == reader.Layout.SizeOf(file.Index)))
            shell.Output.Write(file.Path + "\n");
        return 0;
    }

    private static IEnumerable<string> HexDump(byte[] bytes)
    {
        for (int row = 0; row < bytes.Length; row += 16)
        {
            var line = bytes.AsSpan(row, 16).ToArray();
            string first = string.Join(' ', line[..8].Select(value => $"{value:x2}"));
            string second = string.Join(' ', line[8..].Select(value => $"{value:x2}"));
            string text = string.Concat(line.Select(value => value is >= 32 and < 127 ? (char)value : '.'));
            yield return $"  {row:x8}  {first}  {second}  |{text}|\n";
        }
    }
}
