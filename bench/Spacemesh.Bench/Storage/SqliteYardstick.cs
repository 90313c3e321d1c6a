using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spacemesh.Bench.Storage;

/// <summary>The yardsticks SQLATX and SQLROW: 100,000 rows through the sqlite3 command line, in its CPU time (spec 11 §1).</summary>
internal static class SqliteYardstick
{
    private const int Rows = 100_000;

    private const string AtxTables =
        """
        CREATE TABLE a(id BLOB,ep INT,u INT,c BLOB,n INT,b INT,t INT,s INT,pk BLOB,cb BLOB,r INT,v INT,m BLOB,w INT);
        CREATE INDEX a1 ON a(cb);CREATE INDEX a2 ON a(ep,pk);CREATE INDEX a3 ON a(pk,ep DESC,n);CREATE INDEX a4 ON a(ep,id);CREATE INDEX a5 ON a(pk,ep DESC);CREATE UNIQUE INDEX a6 ON a(id);
        CREATE TABLE b(id BLOB,x BLOB,v INT);CREATE UNIQUE INDEX b1 ON b(id);
        CREATE TABLE p(id BLOB,pk BLOB,pv BLOB,i INT,u INT,ep INT);CREATE UNIQUE INDEX p1 ON p(id,pk);CREATE INDEX p2 ON p(pk,ep);CREATE INDEX p3 ON p(id,pk,pv);
        """;

    private const string RowTable = "CREATE TABLE t(id BLOB PRIMARY KEY,a BLOB,l INT,pk BLOB,x BLOB);CREATE INDEX t1 ON t(a,l);CREATE INDEX t2 ON t(l,pk);";

    public static Yardstick Atx { get; } = Once("SQLATX", () => Run(AtxTables, row =>
    {
        string id = Hash(row, 0);
        string smesher = Hash(row, 1);
        string blob = string.Concat(Enumerable.Repeat(id, 31))[..1976];
        return $"INSERT INTO a VALUES(x'{id}',3,16,NULL,5,9000,3000,0,x'{smesher}',x'{id[..48]}',1700000000000000000,1,NULL,48000);"
            + $"INSERT INTO b VALUES(x'{id}',x'{blob}',1);INSERT INTO p VALUES(x'{id}',x'{smesher}',x'{new string('0', 64)}',0,16,3);\n";
    }));

    public static Yardstick Row { get; } = Once("SQLROW", () => Run(RowTable, row =>
    {
        string id = Hash(row, 0);
        return $"INSERT INTO t VALUES(x'{id[..40]}',x'{Hash(row, 1)}',{row / 50},x'{Hash(row, 2)}',x'{string.Concat(Enumerable.Repeat(id, 10))}');\n";
    }));

    /// <summary>A run takes seconds: each is measured three times and its median serves all rounds.</summary>
    private static Yardstick Once(string name, Func<double> measure)
    {
        var rate = new Lazy<double>(() => new[] { measure(), measure(), measure() }.Order().ElementAt(1));
        return new Yardstick(name, _ => rate.Value);
    }

    private static double Run(string tables, Func<int, string> row)
    {
        string file = Path.Combine(Path.GetTempPath(), $"spacemesh-yardstick-{Environment.ProcessId}.sql");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "sqlite3 \"$0\"; times", file]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;" + tables + "BEGIN;\n");
        for (int i = 0; i < Rows; i++)
            process.StandardInput.Write(row(i));
        process.StandardInput.Write("COMMIT;\n");
        process.StandardInput.Close();

        // The last line of "times" is the CPU time of the shell's children, user and system.
        string times = process.StandardOutput.ReadToEnd().TrimEnd().Split('\n')[^1];
        process.WaitForExit();
        foreach (string suffix in new[] { "", "-wal", "-shm" })
            File.Delete(file + suffix);
        return Rows / times.Split(' ').Sum(Seconds);
    }

    /// <summary>Seconds of a text such as <c>0m9.125s</c>.</summary>
    private static double Seconds(string text)
    {
        string[] parts = text.TrimEnd('s').Split('m');
        return (double.Parse(parts[0], CultureInfo.InvariantCulture) * 60) + double.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private static string Hash(int row, int part) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"({row}, {part})"))));
}
