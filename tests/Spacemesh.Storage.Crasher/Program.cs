using System.Diagnostics;
using System.Globalization;
using Spacemesh.Storage.Crasher;

// Spacemesh.Storage.Crasher write FOLDER          writes until it is killed
// Spacemesh.Storage.Crasher check FOLDER          verifies what a killed writer left
// Spacemesh.Storage.Crasher restore FOLDER BACKUP STEP     restores and is killed when it reports that step
// Spacemesh.Storage.Crasher copy-from FOLDER SOURCE STEP   copies another folder's state and is killed likewise
// Spacemesh.Storage.Crasher run KILLS [SEED]      starts writers and kills them, KILLS times, checking after each
switch (args)
{
    case ["write", var folder]:
        Workload.WriteForever(folder);
        return 0;
    case ["check", var folder]:
        Console.WriteLine(Workload.Check(folder));
        return 0;
    case ["restore", var folder, var backup, var step]:
        KilledOperation.Restore(folder, backup, step);
        return 0;
    case ["copy-from", var folder, var source, var step]:
        KilledOperation.CopyFrom(folder, source, step);
        return 0;
    case ["run", var kills, .. var rest]:
        return Run(int.Parse(kills, CultureInfo.InvariantCulture), rest is [var seed] ? int.Parse(seed, CultureInfo.InvariantCulture) : 1);
    default:
        Console.Error.WriteLine("usage: write FOLDER | check FOLDER | restore FOLDER BACKUP STEP | copy-from FOLDER SOURCE STEP | run KILLS [SEED]");
        return 2;
}

static int Run(int kills, int seed)
{
    var random = new Random(seed);
    string folder = Directory.CreateTempSubdirectory("spacemesh-crash-").FullName;
    try
    {
        for (int kill = 1; kill <= kills; kill++)
        {
            using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(Workload).Assembly.Location, "write", folder]) { RedirectStandardOutput = true })!;

            // The first line says that it writes; what lies between it and the kill is chance.
            if (writer.StandardOutput.ReadLine() is null)
                throw new InvalidOperationException("the writer did not start");
            int lines = random.Next(0, 200);
            while (lines-- > 0 && writer.StandardOutput.ReadLine() is not null)
            {
            }

            writer.Kill();
            writer.WaitForExit();
            Console.WriteLine($"kill {kill}: {Workload.Check(folder)}");
        }

        return 0;
    }
    catch (InvalidDataException exception)
    {
        Console.Error.WriteLine($"{exception.Message}\nThe files are kept in {folder}.");
        return 1;
    }
    finally
    {
        if (Environment.ExitCode == 0)
            Directory.Delete(folder, recursive: true);
    }
}
