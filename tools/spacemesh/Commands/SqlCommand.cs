using System.CommandLine;
using System.Globalization;
using System.Text;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>db sql</c>: queries in SQL, one or a shell.</summary>
internal static class SqlCommand
{
    public static Command Create(CommandFactory commands)
    {
        var query = new Argument<string?>("QUERY") { Description = "the query; without it a shell opens", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file") { Description = "ask this file, e.g. a backup, instead of the folder's databases" };
        var direct = new Option<bool>("--no-copy") { Description = "read the files themselves: no waiting and no room for a copy, but a long query keeps the node's WAL growing" };
        var csv = new Option<bool>("--csv") { Description = "print comma-separated values" };
        var rows = new Option<int>("--max-rows") { Description = "rows to print", DefaultValueFactory = _ => 10_000 };
        return commands.Create("sql", "Ask the databases in SQL, reading only", [query, file, direct, csv, rows], context =>
        {
            string[] files = context.Get(file) is { } one ? [one] : [context.Folder.State, context.Folder.Local];
            string prefix = context.Get(file) is not null && !Directory.Exists(context.Folder.Path) ? KnownNetwork.Mainnet.AddressPrefix : context.AddressPrefix;
            using var session = QuerySession.Open(files, prefix, copy: !context.Get(direct), context.Progress, context.CancellationToken);
            using var interrupt = context.CancellationToken.Register(session.Interrupt);
            (context.Progress as ProgressLine)?.Clear();
            if (context.Get(query) is { } sql)
            {
                Print(context.Terminal, session.Run(sql, context.Get(rows)), context.Get(csv));
                return ExitStatus.Success;
            }

            return Shell(context, session, context.Get(csv), context.Get(rows));
        });
    }

    private static int Shell(CommandContext context, QuerySession session, bool csv, int maxRows)
    {
        var terminal = context.Terminal;
        if (terminal.IsInteractive)
            terminal.Error.WriteLine("Read-only SQL; end a query with a semicolon. .help lists functions and views, .tables the tables, .quit ends.");
        int status = ExitStatus.Success;
        var pending = new StringBuilder();
        while (!context.CancellationToken.IsCancellationRequested)
        {
            if (terminal.IsInteractive)
                terminal.Error.Write(pending.Length == 0 ? "sql> " : "...> ");
            if (terminal.Input.ReadLine() is not { } line)
                break;
            if (pending.Length == 0 && line.TrimStart().StartsWith('.'))
            {
                if (line.Trim() is ".quit" or ".exit")
                    return status;
                Dot(terminal, session, line.Trim());
                continue;
            }

            pending.AppendLine(line);
            if (!QuerySession.IsComplete(pending.ToString()))
                continue;
            status = Ask(terminal, session, pending.ToString(), csv, maxRows);
            pending.Clear();
        }

        return pending.ToString().Trim().Length > 0 ? Ask(terminal, session, pending.ToString(), csv, maxRows) : status;
    }

    private static int Ask(Terminal terminal, QuerySession session, string sql, bool csv, int maxRows)
    {
        try
        {
            Print(terminal, session.Run(sql, maxRows), csv);
            return ExitStatus.Success;
        }
        catch (OperationException exception)
        {
            terminal.Error.WriteLine("Error: " + exception.Message);
            return ExitStatus.Failure;
        }
    }

    private static void Dot(Terminal terminal, QuerySession session, string command)
    {
        string[] words = command.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case ".help":
                terminal.Facts(
                    [.. QuerySession.Additions, (".tables", "the tables"), (".schema [NAME]", "how a table was created"), (".quit", "end")]);
                break;
            case ".tables":
                Ask(terminal, session, "SELECT schema AS \"in\", name, type FROM pragma_table_list WHERE name NOT LIKE 'sqlite%' ORDER BY 1 DESC, 2", csv: false, int.MaxValue);
                break;
            case ".schema":
                string name = words.Length > 1 ? words[1].Trim(';', '"').Replace("'", "''", StringComparison.Ordinal) : "%";
                Ask(terminal, session, $"SELECT sql FROM (SELECT * FROM main.sqlite_master UNION ALL SELECT * FROM temp.sqlite_master) WHERE tbl_name LIKE '{name}' AND sql IS NOT NULL", csv: true, int.MaxValue);
                break;
            default:
                terminal.Error.WriteLine($"Error: {words[0]} is none of .help, .tables, .schema, .quit.");
                break;
        }
    }

    private static void Print(Terminal terminal, IReadOnlyList<QueryResult> results, bool csv)
    {
        foreach (var result in results.Where(result => result.Columns.Count > 0))
        {
            if (csv)
            {
                terminal.Line(string.Join(',', result.Columns.Select(Quote)));
                foreach (object?[] row in result.Rows)
                    terminal.Line(string.Join(',', row.Select(value => Quote(Text(value)))));
            }
            else
            {
                terminal.Table(result.Columns, result.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Text)]));
            }

            if (result.Cut)
                terminal.Error.WriteLine($"Only the first {result.Rows.Count} rows are shown: see --max-rows.");
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
