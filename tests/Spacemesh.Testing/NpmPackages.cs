using System.ComponentModel;
using System.Diagnostics;

namespace Spacemesh.Testing;

/// <summary>Packages from npm that tests run against, installed once under artifacts/ of the repository.</summary>
public sealed class NpmPackages
{
    /// <param name="name">Folder under artifacts/.</param>
    /// <param name="packages">Names with versions.</param>
    /// <param name="runScripts">Whether the packages' install scripts may run.</param>
    public NpmPackages(string name, IReadOnlyList<string> packages, bool runScripts = false)
    {
        ArgumentNullException.ThrowIfNull(packages);
        Folder = Path.Combine(Root(), "artifacts", name);
        string stamp = Path.Combine(Folder, "installed.txt");
        string wanted = string.Join('\n', packages);
        if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted)
            return;
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "package.json"), "{\"private\":true}");
        string[] options = ["install", "--no-audit", "--no-fund", "--save-exact", .. runScripts ? (string[])[] : ["--ignore-scripts"]];
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", [.. options, .. packages])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            npm.OutputDataReceived += (_, _) => { };
            npm.BeginOutputReadLine();
            string errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode == 0)
                File.WriteAllText(stamp, wanted);
            else
                Missing = $"npm could not install {string.Join(", ", packages)}: {errors}";
        }
        catch (Win32Exception exception)
        {
            Missing = $"npm is not on this machine: {exception.Message}";
        }
    }

    public string Folder { get; }

    /// <summary>Why the packages are not there; null when they are.</summary>
    public string? Missing { get; }

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
